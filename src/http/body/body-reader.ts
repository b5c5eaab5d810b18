import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { DomainError, refuse } from '../../domain/problems/problems.js';
import type { EdgeRequest } from '../request-context.js';
import { parseJson } from './json-text.js';

export interface BodyBounds {
  readonly bodyLimitBytes: number;
  readonly bodyTimeoutMs: number;
}

/**
 * Reads and parses the JSON body of a request that announces one. A small reader of our own: the usual body parser is
 * the largest single cost of a small request, and this one needs node's own request only, whatever framework is above
 * it.
 */
export async function readJsonBody(request: EdgeRequest, bounds: BodyBounds): Promise<void> {
  refuseMediaType(request);
  const bytes = await readBytes(request, bounds.bodyLimitBytes, bounds.bodyTimeoutMs);
  if (bytes.length > 0) request.body = parseJson(bytes);
}

export function announcesBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

export const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;\s*charset="?utf-?8"?\s*)?;?\s*$/i;

/** Throws `unsupported_media_type` for a body that is compressed, or of another type than those of the route. */
export function refuseMediaType(
  request: IncomingMessage,
  types: readonly RegExp[] = [JSON_TYPE],
  named = 'application/json',
): void {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw unsupported(`A body in Content-Encoding ${encoding} is not read: send it as it is`);
  }
  const type = request.headers['content-type'];
  if (type === undefined) throw unsupported(`The body has no Content-Type: send Content-Type: ${named}`);
  if (!types.some((known) => known.test(type))) {
    throw unsupported(`A body of type ${type} is not read: send Content-Type: ${named} in UTF-8`);
  }
}

function unsupported(message: string): DomainError {
  return new DomainError(refuse('unsupported_media_type', message));
}

export function tooLarge(limitBytes: number): DomainError {
  return new DomainError(
    refuse('body_too_large', `The body is over the limit of ${limitBytes} bytes`, {
      limit_bytes: limitBytes,
    }),
  );
}

export function bodyTimeout(waitedMs: number): DomainError {
  return new DomainError(
    refuse('request_timeout', `The rest of the body did not come within ${waitedMs} ms`),
  );
}

/** How much of a body over the limit is read and thrown away, so that its client comes to read the refusal. */
const DISCARD_BYTES = 16 * 1024 * 1024;

/** The whole body, which must have arrived within `timeoutMs`. Throws `body_too_large`, `request_timeout`, and `malformed_json` when the client ends it early. */
export function readBytes(request: Readable, limitBytes: number, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let ended = false;
    const timer = setTimeout(() => {
      request.pause();
      reject(bodyTimeout(timeoutMs));
    }, timeoutMs);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) chunks.push(chunk);
      else if (size > limitBytes + DISCARD_BYTES) {
        request.pause();
        reject(tooLarge(limitBytes));
      }
    });
    // Comes after the end too, and after an error, which needs no listener of its own then.
    request.on('close', () => {
      clearTimeout(timer);
      if (!ended) reject(new DomainError(refuse('malformed_json', 'The body ended too early')));
    });
    request.on('end', () => {
      ended = true;
      clearTimeout(timer);
      if (size > limitBytes) reject(tooLarge(limitBytes));
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size));
    });
  });
}
