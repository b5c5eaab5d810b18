import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { runCommand, startCommand } from '../../support/service/command-process.js';
import { freePort } from '../../support/service/service-process.js';
import { TemporaryDirectory } from './temporary-directory.js';

jest.setTimeout(60_000);

let directory: TemporaryDirectory;

beforeEach(async () => {
  directory = await TemporaryDirectory.create();
});
afterEach(() => directory.remove());

const run = (name: string, ...args: string[]) =>
  runCommand(name, args, { EMBEDDED_DATA_DIR: directory.dataDir });

describe('a command that is asked for help, or asked wrongly, does nothing', () => {
  it.each(['migrate', 'verify', 'unsettled', 'import-prices', 'replay'])('%s', async (name) => {
    const help = await run(name, '--help');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toMatch(new RegExp(`^usage: npm run ${name}`));
    const wrong = await run(name, '--halp');
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toMatch(new RegExp(`^Unknown option '--halp'\n\nusage: npm run ${name}`));
    expect(existsSync(directory.dataDir)).toBe(false);
  });
});

it.each(['verify', 'unsettled'])(
  '%s asks no empty database of its own making where there is none',
  async (name) => {
    const { code, stdout, stderr } = await run(name);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^EMBEDDED_DATA_DIR \S+ holds no database: .* DATABASE_URL\.\n$/);
    expect(existsSync(directory.dataDir)).toBe(false);
  },
);

describe('a command that fills a service says soon that there is none', () => {
  it('where nothing listens', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const { code, stdout, stderr } = await run('import-prices', '--url', url);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^No billing service answers: GET \S+ ECONNREFUSED, .* with --url\n$/);
  });

  it('where another one does', async () => {
    const other = createServer((_request, response) => void response.writeHead(404).end('{}'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
      const { code, stderr } = await run('import-prices', '--url', url);
      expect([code, stderr]).toEqual([
        1,
        `${url} is not a billing service (GET ${url}/api/v1/info answers 404): name one with --url\n`,
      ]);
    } finally {
      other.close();
    }
  });
});

it('a directory is no trace, and the replay says so in one line', async () => {
  const { code, stderr } = await run('replay', directory.path('.'));
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^cannot read the trace: EISDIR.*\n$/)]);
});

it('a command whose output nobody reads to its end does its work all the same', async () => {
  const command = startCommand('verify', ['--help'], {});
  command.stopReading();
  expect(await command.ended).toEqual({ code: 0, stdout: '', stderr: '' });
});
