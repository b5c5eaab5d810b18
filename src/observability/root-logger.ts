import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino';
import type { AppConfig } from '../config/app-config.js';

/** Lines that wait for a reader who does not read; past it they are dropped, and the service goes on. */
const MAX_WAITING_CHARACTERS = 16 * 1024 * 1024;

let standardOutput: DestinationStream | undefined;

/**
 * JSON lines, on standard output unless told: level, time (ISO 8601), service, context, msg, err, and what the line is
 * about.
 */
export function rootLogger(
  config: Pick<AppConfig, 'log' | 'version'>,
  destination: DestinationStream = lineWriter(),
): Logger {
  const options: LoggerOptions = {
    level: config.log.level,
    base: { service: 'billing_service', version: config.version },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  };
  return pino(options, destination);
}

/**
 * Writes while the process works on: what is logged during one write goes out with the next. An exit, also by
 * `process.exit`, first writes what is left.
 */
function lineWriter(): DestinationStream {
  standardOutput ??= pino.destination({ dest: 1, sync: false, maxLength: MAX_WAITING_CHARACTERS });
  return standardOutput;
}
