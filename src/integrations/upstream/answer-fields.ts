import { type Decimal, decimal } from '../../domain/decimal.js';
import { UpstreamFailure } from './upstream-failure.js';
import type { UpstreamAnswer } from './upstream-http.js';
import type { UpstreamName } from './upstream.js';

/** Plain, scientific (`3E-7`, `0E-8`) or the text of a double; no longer than any of them is. */
const NUMBER = /^-?\d{1,40}(\.\d{1,400})?(e[+-]?\d{1,3})?$/i;

/** The members of a JSON object that an upstream answered. What is missing or of another kind throws an UpstreamFailure. */
export class AnswerFields {
  private readonly members: Readonly<Record<string, unknown>>;

  constructor(
    private readonly upstream: UpstreamName,
    body: unknown,
  ) {
    if (!isObject(body)) throw new UpstreamFailure(upstream, 'the answer is no JSON object');
    this.members = body;
  }

  text(name: string): string {
    return this.maybeText(name) ?? this.missing(name, 'a text');
  }

  /** Null when it is absent, null, empty or no text. */
  maybeText(name: string): string | null {
    const value = this.members[name];
    return typeof value === 'string' && value !== '' ? value : null;
  }

  /** Exact, however it was written. */
  amount(name: string): Decimal {
    return this.maybeAmount(name) ?? this.missing(name, 'a number');
  }

  maybeAmount(name: string): Decimal | null {
    const text = this.maybeText(name);
    return text !== null && NUMBER.test(text) ? decimal(text) : null;
  }

  /** Epoch milliseconds. An instant without a zone is in UTC, as the platform's services keep theirs. */
  instant(name: string): number {
    return this.maybeInstant(name) ?? this.missing(name, 'an instant');
  }

  maybeInstant(name: string): number | null {
    const text = this.maybeText(name);
    if (text === null) return null;
    const instant = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
    return Number.isNaN(instant) ? null : instant;
  }

  isFalse(name: string): boolean {
    return this.members[name] === false;
  }

  maybeRecord(name: string): Readonly<Record<string, unknown>> | null {
    const value = this.members[name];
    return isObject(value) ? value : null;
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

const MAX_DETAIL_CHARACTERS = 300;

/** What an upstream said in words: the `detail` of its refusals, or the `message` of an answer. */
export function wordsOf({ status, body }: UpstreamAnswer): string {
  const { detail, message } = isObject(body) ? body : {};
  const words = [detail, message, Array.isArray(detail) ? JSON.stringify(detail) : null].find(
    (candidate) => typeof candidate === 'string' && candidate !== '',
  );
  return typeof words === 'string' ? words.slice(0, MAX_DETAIL_CHARACTERS) : `status ${status}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
