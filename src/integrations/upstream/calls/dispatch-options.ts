import type { Dispatcher } from 'undici';
import { contextHeaders, newCallContext } from './call-context.js';
import type { UpstreamCall } from './upstream-http.js';

/** A call as undici takes it; `base` may have a path of its own, below which the call's is. */
export function dispatchOptions(base: string, call: UpstreamCall): Dispatcher.DispatchOptions {
  const { origin, pathname } = new URL(base);
  return {
    origin,
    path: `${pathname.replace(/\/$/, '')}${call.path}${queryOf(call)}`,
    method: call.method,
    headers: headersOf(call),
    body: call.body === undefined ? null : JSON.stringify(call.body),
  };
}

function headersOf({ body, headers, context = newCallContext() }: UpstreamCall): Record<string, string> {
  const all = { accept: 'application/json', ...contextHeaders(context), ...headers };
  return body === undefined ? all : { ...all, 'content-type': 'application/json' };
}

function queryOf({ query = {} }: UpstreamCall): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) parameters.set(name, String(value));
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}
