import { types } from 'node:util';
import type { UpstreamName } from './upstream.js';

/** What went wrong, in words. Of several addresses of a host that all refuse, node says nothing but a list. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  return types.isNativeError(error) || error instanceof Error ? error.message : String(error);
}

/** The same without the upstream's name before it, for whoever names the upstream beside it. */
export function reasonOf(upstream: UpstreamName, error: unknown): string {
  const message = messageOf(error);
  const name = `${upstream}: `;
  return message.startsWith(name) ? message.slice(name.length) : message;
}
