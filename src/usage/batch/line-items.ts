import { DomainError, refuse } from '../../domain/problems/problems.js';
import type { BodyStream } from '../../http/body/body-stream.js';
import { LineSplitter } from '../../http/body/line-splitter.js';
import type { RequestKey } from '../../http/idempotency/request-key.js';
import { type BatchItem, MAX_LINE_BYTES, readItem } from './batch-item.js';
import { ITEMS_A_TURN } from './batch-run.js';

/** The items of an NDJSON stream, as many at a time as one turn may read. Throws at its bound, and what `body` throws. */
export async function* lineItems(
  body: BodyStream,
  stop: AbortSignal,
  requestKey: RequestKey,
  maxLines: number,
): AsyncGenerator<readonly BatchItem[]> {
  const splitter = new LineSplitter(MAX_LINE_BYTES);
  let read = 0;
  for (let ended = false; !ended;) {
    const piece = await body.read(stop);
    ended = piece === null;
    const lines = piece === null ? splitter.end() : splitter.push(piece);
    for (let from = 0; from < lines.length; from += ITEMS_A_TURN) {
      const turn = lines.slice(from, from + Math.min(ITEMS_A_TURN, maxLines - read));
      const first = read;
      read += turn.length;
      if (turn.length > 0) yield turn.map((line, at) => readItem(line, first + at, requestKey));
      if (read === maxLines && from + turn.length < lines.length) throw tooManyLines(maxLines);
    }
  }
}

function tooManyLines(limit: number): DomainError {
  return new DomainError(
    refuse('body_too_large', `A stream has at most ${limit} lines: send the rest in another`, {
      limit_lines: limit,
    }),
  );
}
