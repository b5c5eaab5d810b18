import type { LoggerService } from '@nestjs/common';
import type { Level, Logger } from 'pino';

/** Nest tells every module and route that it puts together, a hundred lines a start. */
const START_UP = new Set<unknown>([
  'InstanceLoader',
  'RouterExplorer',
  'RoutesResolver',
  'NestFactory',
  'NestApplication',
]);

/**
 * Nest's logger interface over pino. Nest calls `log(message, ...rest, context)` and
 * `error(message, stack?, context)`; both become one line with `context`, `err` and `msg`.
 */
export class JsonLogger implements LoggerService {
  constructor(private readonly root: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write(START_UP.has(rest.at(-1)) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: Level, message: unknown, rest: unknown[]): void {
    if (!this.root.isLevelEnabled(level)) return;
    this.root[level](fieldsOf(message, rest), textOf(message));
  }
}

function fieldsOf(message: unknown, rest: unknown[]): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const last = rest.at(-1);
  if (typeof last === 'string') fields.context = last;
  for (const value of [message, ...rest]) {
    if (value instanceof Error) fields.err = value;
    else if (isPlainObject(value)) Object.assign(fields, value);
  }
  const stack = rest.length > 1 ? rest[0] : undefined;
  if (!fields.err && typeof stack === 'string') fields.stack = stack;
  return fields;
}

function textOf(message: unknown): string | undefined {
  if (message instanceof Error) return message.message;
  return isPlainObject(message) ? undefined : String(message);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
