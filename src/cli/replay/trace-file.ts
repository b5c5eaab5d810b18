import { createReadStream } from 'node:fs';
import { TraceFormatError, checkHeader, parseRow, type TraceRow } from './trace-row.js';

/** Far above any legal line; a file without line ends must not fill the memory before it is refused. */
const MAX_LINE_LENGTH = 1_024;

/**
 * Streams the rows of a trace file in order, in bounded memory, validating each.
 * `onChunk` sees the raw bytes as they pass, so that one pass can hash the file too.
 */
export async function* readTrace(path: string, onChunk?: (bytes: Buffer) => void): AsyncGenerator<TraceRow> {
  let line = 0;
  for await (const text of readLines(path, onChunk)) {
    line += 1;
    if (line === 1) checkHeader(text);
    else yield parseRow(text, line);
  }
  if (line < 2)
    throw new TraceFormatError(line + 1, line === 0 ? 'the file is empty' : 'the trace has no rows');
}

/** The lines of a file without their ends (LF or CRLF). A last line without an end counts, an empty one does not. */
async function* readLines(path: string, onChunk?: (bytes: Buffer) => void): AsyncGenerator<string> {
  let rest = '';
  let line = 1;
  for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
    onChunk?.(bytes);
    // The format is ASCII: latin1 never splits a character between two chunks, and what is not ASCII is refused later.
    const lines = (rest + bytes.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      yield withoutCarriageReturn(text);
      line += 1;
    }
    if (rest.length > MAX_LINE_LENGTH)
      throw new TraceFormatError(line, `longer than ${MAX_LINE_LENGTH} characters`);
  }
  if (rest !== '') yield withoutCarriageReturn(rest);
}

function withoutCarriageReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
