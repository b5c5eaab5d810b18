import { isJsonObject } from './answers/json-object.js';
import type { UpstreamAnswer } from './calls/upstream-http.js';

/**
 * The platform's services catch their own refusals and answer 500 with what they meant in the text:
 * `{"detail": "400: Insufficient balance"}`. They are well then, and mean no.
 */
export function isPlatformRefusal({ status, body }: UpstreamAnswer): boolean {
  if (status !== 500 || !isJsonObject(body)) return false;
  const { detail } = body;
  return typeof detail === 'string' && /^4\d\d: /.test(detail);
}
