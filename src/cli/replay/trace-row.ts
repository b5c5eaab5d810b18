/** One request of the trace: what one call of a model took in and gave back, and when. */
export interface TraceRow {
  /** As an editor counts: the header is line 1. */
  readonly line: number;
  /** Epoch milliseconds; the trace's finer digits are cut off. */
  readonly timestampMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** The file is not in the trace format; the message names the line. */
export class TraceFormatError extends Error {
  override readonly name = 'TraceFormatError';

  constructor(
    readonly line: number,
    problem: string,
  ) {
    super(`line ${line}: ${problem}`);
  }
}

/** UTF-8's byte order mark as latin1 shows it; some editors put one in front. */
const BYTE_ORDER_MARK = '\u00EF\u00BB\u00BF';
const HEADER = 'TIMESTAMP,ContextTokens,GeneratedTokens';
const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?(?:\+00:00|Z)?$/;
const TOKENS = /^\d{1,9}$/;

export function checkHeader(text: string): void {
  const header = text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
  if (header !== HEADER)
    throw new TraceFormatError(1, `the header must be "${HEADER}", found "${shorten(header)}"`);
}

/** Reads one line without its line end. Throws a TraceFormatError that says what is wrong. */
export function parseRow(text: string, line: number): TraceRow {
  const fields = text.split(',');
  if (fields.length !== 3) {
    throw new TraceFormatError(line, `expected 3 fields, found ${fields.length}: "${shorten(text)}"`);
  }
  const [timestamp = '', context = '', generated = ''] = fields;
  return {
    line,
    timestampMs: parseTimestamp(timestamp, line),
    inputTokens: parseTokens('ContextTokens', context, line),
    outputTokens: parseTokens('GeneratedTokens', generated, line),
  };
}

function parseTimestamp(text: string, line: number): number {
  const match = TIMESTAMP.exec(text);
  if (!match) {
    throw new TraceFormatError(
      line,
      `TIMESTAMP must look like "2023-11-16 18:17:03.9799600", found "${shorten(text)}"`,
    );
  }
  const [, year, month, day, hour, minute, second, fraction = ''] = match;
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
  const timestampMs = Date.parse(iso);
  // Date.parse rolls 30 February over into March instead of refusing it.
  if (Number.isNaN(timestampMs) || new Date(timestampMs).toISOString() !== iso) {
    throw new TraceFormatError(line, `TIMESTAMP "${text}" does not exist`);
  }
  return timestampMs;
}

function parseTokens(column: string, text: string, line: number): number {
  if (!TOKENS.test(text)) {
    throw new TraceFormatError(line, `${column} must be a whole number below 10^9, found "${shorten(text)}"`);
  }
  return Number(text);
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
