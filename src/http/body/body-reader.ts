import type { IncomingMessage } from 'node:http';
import { DomainError, refuse } from '../../domain/problems.js';
import type { EdgeRequest } from '../request-context.js';
import { parseJson } from './json-text.js';

/**
 * Reads and parses the JSON body of a request that announces one. A small reader of our own: the usual body parser is
 * the largest single cost of a small request, and this one needs node's own request only, whatever framework is above
 * it.
 */
export async function readJsonBody(request: EdgeRequest, limitBytes: number): Promise<void> {
  refuseMediaType(request);
  const bytes = await collect(request, limitBytes);
  if (bytes.length > 0) request.body = parseJson(bytes);
}

export function announcesBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;\s*charset="?utf-?8"?\s*)?;?\s*$/i;

function refuseMediaType(request: IncomingMessage): void {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw unsupported(`A body in Content-Encoding ${encoding} is not read: send it as it is`);
  }
  const type = request.headers['content-type'];
  if (type === undefined)
    throw unsupported('The body has no Content-Type: send Content-Type: application/json');
  if (!JSON_TYPE.test(type)) {
    throw unsupported(`A body of type ${type} is not read: send Content-Type: application/json in UTF-8`);
  }
}

function unsupported(message: string): DomainError {
  return new DomainError(refuse('unsupported_media_type', message));
}

function tooLarge(limitBytes: number): DomainError {
  return new DomainError(
    refuse('body_too_large', `The body is over the limit of ${limitBytes} bytes`, {
      limit_bytes: limitBytes,
    }),
  );
}

/** How much of a body over the limit is read and thrown away, so that its client comes to read the refusal. */
const DISCARD_BYTES = 16 * 1024 * 1024;

function collect(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let ended = false;
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
      if (!ended) reject(new DomainError(refuse('malformed_json', 'The body ended too early')));
    });
    request.on('end', () => {
      ended = true;
      if (size > limitBytes) reject(tooLarge(limitBytes));
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size));
    });
  });
}
