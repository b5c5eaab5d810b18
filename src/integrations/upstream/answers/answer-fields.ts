import type { Decimal } from '../../../domain/decimal.js';
import { exactNumber } from './exact-decimal.js';
import { isJsonObject, type JsonObject } from './json-object.js';
import { plainText } from './plain-text.js';
import { UpstreamFailure } from '../calls/upstream-failure.js';
import type { UpstreamAnswer } from '../calls/upstream-http.js';
import type { UpstreamName } from '../upstream.js';
import { utcInstant } from './utc-instant.js';

const WORD = /^[^\p{Cc}\p{Cs}]{1,255}$/u;
const MAX_TEXT_CHARACTERS = 10_000;

/** The members of a JSON object that an upstream answered. What is missing or of another kind throws an UpstreamFailure. */
export class AnswerFields {
  private readonly members: JsonObject;

  constructor(
    private readonly upstream: UpstreamName,
    body: unknown,
  ) {
    if (!isJsonObject(body)) throw new UpstreamFailure(upstream, 'the answer is no JSON object');
    this.members = body;
  }

  /** An id or a word. What is longer than any is, or cannot be printed, is none. */
  text(name: string): string {
    const text = this.members[name];
    return typeof text === 'string' && WORD.test(text) ? text : this.missing(name, 'a text');
  }

  /** Null when it is absent, null, empty or no text; what the books could not take in it is replaced. */
  maybeText(name: string): string | null {
    const value = this.members[name];
    return typeof value === 'string' && value !== '' ? plainText(value, MAX_TEXT_CHARACTERS) : null;
  }

  /** Exact, however it was written. */
  amount(name: string): Decimal {
    return this.maybeAmount(name) ?? this.missing(name, 'a number');
  }

  /** Null when it is absent or no number. */
  maybeAmount(name: string): Decimal | null {
    return exactNumber(this.members[name]);
  }

  /** Epoch milliseconds. */
  instant(name: string): number {
    return this.maybeInstant(name) ?? this.missing(name, 'an instant');
  }

  maybeInstant(name: string): number | null {
    return utcInstant(this.members[name]);
  }

  isFalse(name: string): boolean {
    return this.members[name] === false;
  }

  maybeRecord(name: string): JsonObject | null {
    const value = this.members[name];
    return isJsonObject(value) ? value : null;
  }

  maybeFields(name: string): AnswerFields | null {
    const record = this.maybeRecord(name);
    return record && new AnswerFields(this.upstream, record);
  }

  list(name: string): AnswerFields[] {
    const value = this.members[name];
    if (!Array.isArray(value)) return this.missing(name, 'a list');
    return value.map((item: unknown) => new AnswerFields(this.upstream, item));
  }

  private missing(name: string, kind: string): never {
    throw new UpstreamFailure(this.upstream, `the answer's ${name} is not ${kind}`);
  }
}

/** What an upstream said in words: the `detail` of its refusals, or the `message` of an answer. */
export function wordsOf({ status, body }: UpstreamAnswer): string {
  const { detail, message } = isJsonObject(body) ? body : {};
  const words = [detail, message, Array.isArray(detail) ? JSON.stringify(detail) : null].find(
    (candidate) => typeof candidate === 'string' && candidate !== '',
  );
  return typeof words === 'string' ? plainText(words) : `status ${status}`;
}
