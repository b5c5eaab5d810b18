import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.js';
import { startService, type ServiceProcess } from '../../support/service/service-process.js';
import { generatedTrace, writeTrace, type TraceFixture } from '../../medium/replay/trace.fixture.js';

const COMMAND = fileURLToPath(new URL('../../../dist/src/cli/replay/main.js', import.meta.url));
/** Starting processes on a busy machine takes its time. */
jest.setTimeout(60_000);

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the replay command', () => {
  let database: TestDatabase;
  let service: ServiceProcess;
  const traces: TraceFixture[] = [];

  beforeAll(async () => {
    database = await createTestDatabase('replay_command');
    const env = { DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.migrationUrl };
    service = await startService({ env });
  });
  afterAll(async () => {
    await service.stop();
    await database.drop();
    for (const trace of traces) await trace.remove();
  });

  async function replayOf(text: string, ...options: string[]): Promise<Run> {
    const trace = await writeTrace(text);
    traces.push(trace);
    return run(trace.path, '--url', service.url, ...options);
  }

  function run(...args: string[]): Promise<Run> {
    return new Promise((resolve) => {
      const child = execFile(process.execPath, [COMMAND, ...args], (_error, stdout, stderr) =>
        resolve({ code: child.exitCode, stdout, stderr }),
      );
    });
  }

  it('bills a trace of a running service and ends with 0 when its check passes', async () => {
    const { code, stdout } = await replayOf(generatedTrace(200), '--users', '3');
    expect(stdout).toContain('recording 200/200');
    expect(stdout).toContain('replayed 0, newly billed 200');
    expect(stdout).toContain('Check passed: 200 records');
    expect(code).toBe(0);
  });

  it('ends with 1 and the line number where the file is not a trace, before it bills anything', async () => {
    const broken = generatedTrace(20).replace(/,(\d+),(\d+)\r\n$/, ',$1,many\r\n');
    const { code, stderr } = await replayOf(broken);
    expect(stderr).toBe('line 21: GeneratedTokens must be a whole number below 10^9, found "many"\n');
    expect(code).toBe(1);
  });

  it('ends with 1 and a sentence where there is no such file', async () => {
    const { code, stderr } = await run('/nowhere/trace.csv');
    expect(stderr).toContain('cannot read the trace: ENOENT');
    expect(code).toBe(1);
  });

  it('ends with 2 and the usage where the command line is wrong', async () => {
    const { code, stderr } = await run('--users', 'many');
    expect(stderr).toContain('usage: npm run replay -- FILE');
    expect(code).toBe(2);
  });
});
