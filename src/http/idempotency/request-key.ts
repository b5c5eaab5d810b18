import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { DomainError, invalid } from '../../domain/problems/problems.js';

/** The name of one intended effect. `sent` is false when the client gave none and this service made it. */
export interface RequestKey {
  readonly key: string;
  readonly sent: boolean;
}

const HEADER = 'idempotency-key';
const SHAPE = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;

const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** Asked with a body, and they change nothing. */
const READS_BY_POST = /\/(?:billing\/calculate|quota\/check)\/?$/;
/** The operator's routes write nothing into the books: there is no effect to have once. */
const OF_THE_OPERATOR = /^\/api\/v1\/admin\//;
/** Somebody else's news, which carry their own name. */
const NEWS = /^\/api\/v1\/webhooks\//;

export function isWrite(method: string, path: string): boolean {
  return WRITES.has(method) && !READS_BY_POST.test(path) && !OF_THE_OPERATOR.test(path) && !NEWS.test(path);
}

/** The key that the client sent, or one made now. Throws `validation_failed`. */
export function requestKeyOf(request: IncomingMessage): RequestKey {
  const sent = request.headers[HEADER];
  if (sent === undefined) return { key: randomUUID(), sent: false };
  const key = String(sent).trim();
  if (key.includes(',') && isRepeated(request)) throw wrongKey('must be sent once');
  if (SHAPE.test(key)) return { key, sent: true };
  throw wrongKey('must be 1 to 255 visible ASCII characters');
}

/** Node joins the values of a repeated header: a client's retry that says its key once would be another request. */
function isRepeated({ rawHeaders }: IncomingMessage): boolean {
  return rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === HEADER).length > 1;
}

function wrongKey(rule: string): DomainError {
  const message = `Idempotency-Key ${rule}`;
  return new DomainError(invalid({ field: 'Idempotency-Key', rule: 'idempotency_key', message }));
}

/**
 * The key of a usage event that comes without the header but with a `request_id`, which names it together with its
 * user and product. Sent back in the header, it names the same event.
 */
export function composedKey(userId: string, productId: string, requestId: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([userId, productId, requestId]))
    .digest('base64url');
  return `req_${digest}`;
}

/** The key of an item that has no name of its own: the request's and its place. Equal to no key of another kind. */
export function itemKey(requestKey: string, index: number): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([requestKey, index]))
    .digest('base64url');
  return `item_${digest}`;
}
