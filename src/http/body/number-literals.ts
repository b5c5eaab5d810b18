import { MAX_JSON_NUMBER_DIGITS } from '../../domain/decimal.js';

/** Objects of the caller's own: nothing is calculated from a number there before it is read again. */
const FREE_FORM = new Set(['usage_details', 'metadata', 'pricing_context']);

/** Cheap and too careful: without such a run or such an exponent every literal is kept. */
const SUSPICIOUS = /\d[\d.]{15,}|[eE]-\d{3}/;

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|[{}[\],:]/g;

/**
 * `JSON.parse` rounds a number to a double without a word. Answers the path of the first number literal with more
 * significant digits than a double keeps, or so small that it becomes zero, or null. `text` has been parsed: it is
 * well-formed JSON.
 */
export function findLossyNumber(text: string): string | null {
  if (!SUSPICIOUS.test(text)) return null;
  const path = new JsonPath();
  let previous = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const first = token[0] as string;
    if (first === '{' || first === '[') path.enter(first);
    else if (first === '}' || first === ']') path.leave();
    else if (first === ',') path.next();
    else if (first === ':') path.name(previous);
    else if (first !== '"' && losesDigits(token) && !path.isFreeForm()) return path.toString();
    previous = token;
  }
  return null;
}

function losesDigits(literal: string): boolean {
  const digits = significantDigits(literal);
  return digits > MAX_JSON_NUMBER_DIGITS || (digits > 0 && Number(literal) === 0);
}

/** Zeros before the first and after the last other digit carry nothing. */
function significantDigits(literal: string): number {
  const mantissa = literal.split(/[eE]/, 1)[0] as string;
  return mantissa.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length;
}

/** Where in a document the tokens have got to. */
class JsonPath {
  private readonly steps: (string | number)[] = [];

  enter(bracket: string): void {
    this.steps.push(bracket === '[' ? 0 : '');
  }

  leave(): void {
    this.steps.pop();
  }

  /** The next item of a list; a member of an object gets its name when its colon comes. */
  next(): void {
    const last = this.steps.at(-1);
    if (typeof last === 'number') this.steps[this.steps.length - 1] = last + 1;
  }

  name(key: string): void {
    this.steps[this.steps.length - 1] = JSON.parse(key) as string;
  }

  isFreeForm(): boolean {
    return this.steps.some((step) => typeof step === 'string' && FREE_FORM.has(step));
  }

  toString(): string {
    return this.steps.join('.') || 'body';
  }
}
