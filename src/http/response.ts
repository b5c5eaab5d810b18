import type { RequestContext } from './request-context.js';

/**
 * What a handler may say about its answer beyond the body, without the framework's response: each sets it on the
 * answer to the given request (`@CurrentRequest()`), also when that turns out to be a refusal.
 */

/** The answer is the stored one of an earlier request with this key. */
export function markReplayed({ response }: RequestContext, replayed: boolean): void {
  if (replayed) response.setHeader('Idempotency-Replayed', 'true');
}

/** Where the thing that was created can be read. The status is the route's own (201 for a POST unless it says another). */
export function respondCreated({ response }: RequestContext, location: string): void {
  response.setHeader('Location', location);
}

/** Another status than the route's own: 202 for a payment that is still under way. */
export function respondWith({ response }: RequestContext, status: number): void {
  response.statusCode = status;
}

/** What the client must send to be let in: goes with every 401 (RFC 9110, 11.6.1). */
export function askForBearerToken({ response }: RequestContext): void {
  response.setHeader('WWW-Authenticate', 'Bearer');
}

/** The effect has another name than the header's: a key composed of the body's fields. */
export function useIdempotencyKey(request: RequestContext, key: string): void {
  request.requestKey = { key, sent: true };
  request.response.setHeader('Idempotency-Key', key);
}
