import type { IncomingHttpHeaders } from 'node:http';
import { parseExactJson } from './exact-json.js';
import { messageOf } from '../reason-of.js';
import type { UpstreamAnswer } from '../calls/upstream-http.js';

/** An answer with what the HTTP layer and Consul's clients want to know of it besides. */
export interface ReceivedAnswer extends UpstreamAnswer {
  readonly headers: IncomingHttpHeaders;
  /** Null where the upstream did not say when to come again. */
  readonly retryAfterMs: number | null;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/**
 * What came, read. An error page without JSON is an answer all the same; a success that cannot be read is not, and
 * throws: nobody may take it for the answer to his call.
 */
export function readAnswer(
  status: number,
  headers: IncomingHttpHeaders,
  body: Buffer,
  now: number,
): ReceivedAnswer {
  const retryAfterMs = retryAfterOf(headers['retry-after'], now);
  try {
    return { status, headers, body: bodyOf(headers, body), retryAfterMs };
  } catch (error) {
    if (status >= 200 && status < 300) throw error;
    return { status, headers, body: null, retryAfterMs };
  }
}

function bodyOf(headers: IncomingHttpHeaders, body: Buffer): unknown {
  if (body.length === 0) return null;
  const type = headers['content-type'] ?? 'of no type';
  if (!JSON_TYPE.test(type)) throw new Error(`the answer is not JSON but ${type.slice(0, 100)}`);
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new Error(`the answer is encoded (${encoding.slice(0, 100)}), which nobody asked for`);
  }
  try {
    return parseExactJson(utf8.decode(body));
  } catch (error) {
    throw new Error(`the answer cannot be read as JSON: ${messageOf(error)}`, { cause: error });
  }
}

/** Seconds, or a date. */
function retryAfterOf(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
