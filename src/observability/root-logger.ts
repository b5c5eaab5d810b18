import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino';
import type { AppConfig } from '../config/app-config.js';
import { LokiStream } from './loki/loki-stream.js';
import { TwoStreams } from './loki/two-streams.js';

/** Lines that wait for a reader who does not read; past it they are dropped, and the service goes on. */
const MAX_WAITING_CHARACTERS = 16 * 1024 * 1024;
const SERVICE = 'billing_service';

type LoggedConfig = Pick<AppConfig, 'log' | 'version' | 'environment'>;

let standardOutput: DestinationStream | undefined;
/** One for each Loki, however many loggers write to it. */
const lokis = new Map<string, LokiStream>();

/**
 * JSON lines, on standard output unless told, and to the Loki of the configuration: level, time (ISO 8601), service,
 * context, msg, err, and what the line is about.
 */
export function rootLogger(config: LoggedConfig, destination: DestinationStream = lineWriter()): Logger {
  const loki = lokiOf(config);
  return pino(optionsOf(config), loki === null ? destination : new TwoStreams(destination, loki));
}

/** Where the configuration's lines go beside standard output; null: nowhere. */
export function lokiOf(config: LoggedConfig): LokiStream | null {
  const { loki } = config.log;
  if (loki === null) return null;
  const name = JSON.stringify([loki, config.environment]);
  const known = lokis.get(name);
  if (known !== undefined) return known;
  // Its troubles are told on standard output alone: it would not take them.
  const own = pino(optionsOf(config), lineWriter());
  const labels = { service: SERVICE, env: config.environment };
  const stream = new LokiStream(loki, labels, (sentence) => own.warn({ context: 'Loki' }, sentence));
  lokis.set(name, stream);
  return stream;
}

/** The last thing of a process: sends the lines that wait for Loki, for at most so long. */
export async function closeLogs(timeoutMs: number): Promise<void> {
  const open = [...lokis.values()];
  lokis.clear();
  await Promise.all(open.map((stream) => stream.close(timeoutMs)));
}

function optionsOf(config: LoggedConfig): LoggerOptions {
  return {
    level: config.log.level,
    base: { service: SERVICE, version: config.version },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  };
}

/**
 * Writes while the process works on: what is logged during one write goes out with the next. An exit, also by
 * `process.exit`, first writes what is left.
 */
function lineWriter(): DestinationStream {
  standardOutput ??= pino.destination({ dest: 1, sync: false, maxLength: MAX_WAITING_CHARACTERS });
  return standardOutput;
}
