import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  creators,
  databaseProcesses,
  freePort,
  ServiceProcess,
  startService,
} from '../../support/service/service-process.js';
import { billSomething, recordStatus, statusOf, until } from './bill.js';
import { TemporaryDirectory } from './temporary-directory.js';

jest.setTimeout(90_000);

describe('the embedded database', () => {
  let directory: TemporaryDirectory;
  let services: ServiceProcess[];

  beforeEach(async () => {
    directory = await TemporaryDirectory.create();
    services = [];
  });
  afterEach(async () => {
    services.forEach((service) => service.kill());
    await directory.remove();
  });

  async function start(env: Record<string, string> = {}): Promise<ServiceProcess> {
    const service = await startService({ env: { EMBEDDED_DATA_DIR: directory.dataDir, ...env } });
    services.push(service);
    return service;
  }

  /** Without waiting until it answers. */
  async function startUnready(): Promise<ServiceProcess> {
    const service = new ServiceProcess({
      EMBEDDED_DATA_DIR: directory.dataDir,
      BILLING_SERVICE_PORT: String(await freePort()),
    });
    services.push(service);
    return service;
  }

  it('starts from nothing, says where everything is, and leaves nothing running', async () => {
    const service = await start();
    expect(service.output).toContain(`${service.url}/docs`);
    expect(service.output).toMatch(
      /DATABASE_URL=postgresql:\/\/billing_service:\w+@127\.0\.0\.1:\d+\/billing/,
    );
    expect(service.output).toContain('curl -X POST');
    expect((await stat(join(directory.dataDir, 'service', 'passwords.json'))).mode & 0o777).toBe(0o600);
    await billSomething(service, 'first');

    const exit = await service.stop();
    expect(exit.code).toBe(0);
    expect(exit.stderr).toBe('');
    expect(databaseProcesses(directory.dataDir)).toEqual([]);
  });

  it('keeps data, port and passwords over a restart', async () => {
    const first = await start();
    const billingId = await billSomething(first, 'before');
    const address = databaseAddress(first);
    await first.stop();

    const second = await start();
    expect(await recordStatus(second, billingId)).toBe(200);
    expect(databaseAddress(second)).toBe(address);
  });

  it('is taken over by the next start after its owner was killed', async () => {
    const first = await start();
    const billingId = await billSomething(first, 'before');
    const processes = databaseProcesses(directory.dataDir);
    first.kill();
    await first.untilEnd(5_000);
    expect(databaseProcesses(directory.dataDir)).toEqual(expect.arrayContaining(processes.slice(0, 1)));

    const second = await start();
    expect(second.output).toContain('taken over');
    expect(await recordStatus(second, billingId)).toBe(200);
    expect((await second.stop()).code).toBe(0);
    expect(databaseProcesses(directory.dataDir)).toEqual([]);
  });

  it('recovers after everything was killed', async () => {
    const first = await start();
    const billingId = await billSomething(first, 'before');
    first.killEverything();
    await first.untilEnd(5_000);
    await until(() => databaseProcesses(directory.dataDir).length === 0);

    const second = await start();
    expect(await recordStatus(second, billingId)).toBe(200);
  });

  it('removes a postmaster.pid whose process is another program', async () => {
    await (await start()).stop();
    const foreign = [String(process.pid), directory.dataDir, '1', '1', '', '127.0.0.1', '', ''];
    await writeFile(join(directory.dataDir, 'postmaster.pid'), foreign.join('\n'));

    const second = await start();
    expect(await statusOf(second, '/health/detailed')).toBe(200);
    const postmaster = await readFile(join(directory.dataDir, 'postmaster.pid'), 'utf8');
    expect(postmaster.split('\n')[0]).not.toBe(String(process.pid));
  });

  it('is shared by two starts on an empty directory, and goes to the second when the first ends', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    const isOneGuest = one.output.includes('Another process owns');
    const [owner, guest] = isOneGuest ? [two, one] : [one, two];
    expect(owner.output).not.toContain('Another process owns');
    expect(guest.output).toContain('Another process owns');

    const billingId = await billSomething(owner, 'shared');
    expect((await owner.stop()).code).toBe(0);
    expect(await recordStatus(guest, billingId)).toBe(200);
    await until(() => guest.output.includes('this one owns it now'));
    expect((await guest.stop()).code).toBe(0);
    expect(databaseProcesses(directory.dataDir)).toEqual([]);
  });

  it('stays up for a process that was given its address', async () => {
    const owner = await start();
    const second = await startService({ env: { DATABASE_URL: databaseAddress(owner) } });
    services.push(second);
    expect((await owner.stop()).code).toBe(0);
    await billSomething(second, 'alone');

    const next = await start();
    expect(next.output).toContain('taken over');
    expect((await second.stop()).code).toBe(0);
    expect((await next.stop()).code).toBe(0);
    expect(databaseProcesses(directory.dataDir)).toEqual([]);
  });

  it('is started again when it dies under the service', async () => {
    const service = await start();
    const billingId = await billSomething(service, 'before');
    for (const pid of databaseProcesses(directory.dataDir)) process.kill(pid, 'SIGKILL');

    await until(() => service.output.includes('it runs again'));
    await until(async () => (await recordStatus(service, billingId)) === 200);
    await billSomething(service, 'after');
    expect((await service.stop()).code).toBe(0);
  });

  it('takes the next free port when its own was given away', async () => {
    await (await start()).stop();
    const { createServer } = await import('node:net');
    const port = Number(await readFile(join(directory.dataDir, 'service', 'port'), 'utf8'));
    const taker = createServer();
    await new Promise<void>((resolve) => taker.listen(port, '127.0.0.1', resolve));
    try {
      const service = await start();
      expect(databaseAddress(service)).not.toContain(`:${port}/`);
    } finally {
      taker.close();
    }
  });

  it('completes a creation that was killed half-way', async () => {
    await mkdir(join(directory.dataDir, '.initdb', 'base'), { recursive: true });
    await mkdir(join(directory.dataDir, 'global'));
    expect(await statusOf(await start(), '/health/detailed')).toBe(200);
  });

  it('is not spoilt by the creation of a killed start that is still at work', async () => {
    // Elsewhere nobody says which process makes a cluster.
    if (process.platform !== 'linux') return;
    const killed = await startUnready();
    await until(() => creators(directory.dataDir).length > 0);
    const [orphan = 0] = creators(directory.dataDir);
    process.kill(orphan, 'SIGSTOP');
    killed.kill();
    await killed.untilEnd(5_000);

    const next = await startUnready();
    await until(() => creators(directory.dataDir).some((pid) => pid !== orphan));
    process.kill(orphan, 'SIGCONT');
    await next.untilReady();
    await billSomething(next, 'first');
    await until(() => creators(directory.dataDir).length === 0);
    expect((await next.stop()).code).toBe(0);
    expect(await readdir(directory.dataDir)).not.toContain('.initdb');
  });
});

function databaseAddress(service: ServiceProcess): string {
  const address = /DATABASE_URL=(\S+)/.exec(service.output)?.[1];
  if (address === undefined) throw new Error(`No address in: ${service.output}`);
  return address;
}
