import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino';
import type { AppConfig } from '../config/app-config.js';
import { currentRequest } from './request-context.js';

/** JSON lines, on standard output unless told: level, time (ISO 8601), service, request_id, context, msg, err. */
export function rootLogger(
  config: Pick<AppConfig, 'log' | 'version'>,
  destination: DestinationStream = pino.destination(1),
): Logger {
  const options: LoggerOptions = {
    level: config.log.level,
    base: { service: 'billing_service', version: config.version },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: requestFields,
  };
  return pino(options, destination);
}

function requestFields(): object {
  const request = currentRequest();
  return request ? { request_id: request.requestId } : {};
}
