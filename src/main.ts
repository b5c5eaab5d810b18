import 'reflect-metadata';
import { sentenceOf } from './bootstrap/start-error.js';
import { startService } from './bootstrap/start-service.js';
import { stopSignal } from './bootstrap/stop-signal.js';
import type { AppConfig } from './config/app-config.js';
import { loadConfig } from './config/load-config.js';

/** What a stop takes at most beside draining: closing the pool, stopping the embedded PostgreSQL, the last log lines. */
const STOP_RESERVE_MS = 11_500;

/** From the first line to the exit code. */
async function main(): Promise<void> {
  const stopped = stopSignal();
  const config = loadConfig();
  void stopped.then(() => endAfter(config));
  const service = await startService(config, fail);
  await stopped;
  await service.stop();
}

/** Whatever hangs, the process ends; an embedded PostgreSQL is then left for the next start to take over. */
function endAfter(config: AppConfig): void {
  setTimeout(
    () => fail(new Error('The stop took too long.')),
    config.http.drainTimeoutMs + STOP_RESERVE_MS,
  ).unref();
}

/** What an operator can put right is a sentence; anything else is a fault of ours and shows where. */
function fail(error: unknown): never {
  const stack = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${sentenceOf(error) ?? stack}\n`);
  process.exit(1);
}

main().then(() => process.exit(0), fail);
