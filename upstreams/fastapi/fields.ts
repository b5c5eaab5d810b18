import Big from 'big.js';
import { pythonDecimal } from './python-number.js';
import { Refusal } from './refusal.js';

/** A decimal as it was sent: its value, and how Python writes it. */
export interface SentDecimal {
  readonly value: Big;
  readonly text: string;
}

export interface Bounds {
  /** Greater than, greater or equal, less or equal. */
  readonly gt?: number;
  readonly ge?: number;
  readonly le?: number;
  /** Most decimal places. */
  readonly places?: number;
  /** Most characters. */
  readonly length?: number;
}

interface Problem {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

/** What a value of the wrong kind, or none, is told: type and message. */
type Wrong = readonly [type: string, msg: string];
const NO_TEXT: Wrong = ['string_type', 'Input should be a valid string'];
const NO_INTEGER: Wrong = ['int_type', 'Input should be a valid integer'];
const NO_DECIMAL: Wrong = [
  'decimal_type',
  'Decimal input should be an integer, float, string or Decimal object',
];

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?$/;
const INTEGER = /^[+-]?\d+$/;

/**
 * Reads the fields of a body or a query as FastAPI does: unknown ones are ignored, all problems are collected, and
 * `check` refuses with 422 and a list of them. Until then a field in error reads as null, zero or ''.
 */
export class Fields {
  private readonly problems: Problem[] = [];

  constructor(
    private readonly location: 'body' | 'query',
    private readonly values: Readonly<Record<string, unknown>>,
  ) {}

  /** 422 when a field read so far is missing or wrong. */
  check(): void {
    if (this.problems.length > 0) throw new Refusal(422, this.problems);
  }

  text(name: string, bounds: Bounds = {}): string {
    return this.required(name, NO_TEXT, () => this.maybeText(name, bounds)) ?? '';
  }

  maybeText(name: string, { length = Infinity }: Bounds = {}): string | null {
    const value = this.values[name] ?? null;
    if (value === null) return null;
    if (typeof value !== 'string') return this.wrong(name, ...NO_TEXT);
    if (value.length <= length) return value;
    const msg = `String should have at most ${length} characters`;
    return this.wrong(name, 'string_too_long', msg, { max_length: length });
  }

  integer(name: string, bounds: Bounds = {}): number {
    return this.required(name, NO_INTEGER, () => this.maybeInteger(name, bounds)) ?? 0;
  }

  maybeInteger(name: string, bounds: Bounds = {}): number | null {
    const value = this.values[name] ?? null;
    if (value === null) return null;
    const number = typeof value === 'string' && INTEGER.test(value) ? Number(value) : value;
    if (typeof number === 'string') {
      const msg = 'Input should be a valid integer, unable to parse string as an integer';
      return this.wrong(name, 'int_parsing', msg);
    }
    if (typeof number !== 'number') return this.wrong(name, ...NO_INTEGER);
    if (!Number.isInteger(number)) {
      const msg = 'Input should be a valid integer, got a number with a fractional part';
      return this.wrong(name, 'int_from_float', msg);
    }
    return this.within(name, new Big(number), bounds) ? number : null;
  }

  decimal(name: string, bounds: Bounds = {}): SentDecimal {
    const read = (): SentDecimal | null => this.maybeDecimal(name, bounds);
    return this.required(name, NO_DECIMAL, read) ?? { value: new Big(0), text: '0' };
  }

  maybeDecimal(name: string, bounds: Bounds = {}): SentDecimal | null {
    const value = this.values[name] ?? null;
    if (value === null) return null;
    if (typeof value !== 'string' && typeof value !== 'number') {
      return this.wrong(name, ...NO_DECIMAL);
    }
    const literal = String(value).trim();
    if (!DECIMAL.test(literal)) return this.wrong(name, 'decimal_parsing', 'Input should be a valid decimal');
    const sent = { value: new Big(literal), text: pythonDecimal(literal) };
    return this.within(name, sent.value, bounds) && this.fits(name, sent.text, bounds) ? sent : null;
  }

  /** One of the options; `otherwise` when absent. */
  choice<Option extends string>(name: string, options: readonly Option[], otherwise: Option): Option {
    return this.maybeChoice(name, options) ?? otherwise;
  }

  requiredChoice<Option extends string>(name: string, options: readonly [Option, ...Option[]]): Option {
    return this.required(name, NO_TEXT, () => this.maybeChoice(name, options)) ?? options[0];
  }

  maybeChoice<Option extends string>(name: string, options: readonly Option[]): Option | null {
    const value = this.values[name] ?? null;
    if (value === null) return null;
    const found = options.find((option) => option === value);
    if (found !== undefined) return found;
    const names = options.map((option) => `'${option}'`);
    const expected = `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
    return this.wrong(name, 'enum', `Input should be ${expected}`, { expected });
  }

  /** An object; `{}` when absent. */
  dict(name: string): Record<string, unknown> {
    const value = this.values[name];
    if (value === undefined) return {};
    if (isObject(value)) return value;
    this.wrong(name, 'dict_type', 'Input should be a valid dictionary');
    return {};
  }

  maybeDict(name: string): Record<string, unknown> | null {
    return (this.values[name] ?? null) === null ? null : this.dict(name);
  }

  /** Each element of a list of objects, read by `read`; nothing when absent. 422 when it is no such list. */
  list<T>(name: string, read: (fields: Fields) => T): T[] {
    const value = this.values[name] ?? [];
    if (Array.isArray(value) && value.every(isObject))
      return value.map((element) => read(new Fields('body', element)));
    this.wrong(name, 'list_type', 'Input should be a valid list of dictionaries');
    this.check();
    return [];
  }

  /** A list of texts; empty when absent. */
  texts(name: string): string[] {
    const value = this.values[name] ?? [];
    if (Array.isArray(value) && value.every((element) => typeof element === 'string')) return value;
    this.wrong(name, 'list_type', 'Input should be a valid list of strings');
    return [];
  }

  maybeFlag(name: string): boolean | null {
    const value = this.values[name] ?? null;
    if (value === null || typeof value === 'boolean') return value;
    return this.wrong(name, 'bool_type', 'Input should be a valid boolean');
  }

  /** An instant, epoch milliseconds. */
  maybeTime(name: string): number | null {
    const text = this.maybeText(name);
    if (text === null) return null;
    // Python takes a time without a zone as UTC.
    const time = Date.parse(/T.*(Z|[+-]\d\d:?\d\d)$|^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text}Z`);
    if (Number.isFinite(time)) return time;
    return this.wrong(name, 'datetime_from_date_parsing', 'Input should be a valid datetime or date');
  }

  private required<T>(name: string, no: Wrong, read: () => T): T | null {
    const value = this.values[name];
    if (value === undefined) {
      this.problem(name, 'missing', 'Field required', this.location === 'body' ? this.values : null);
      return null;
    }
    if (value !== null) return read();
    return this.wrong(name, ...no);
  }

  private within(name: string, value: Big, { gt, ge, le }: Bounds): boolean {
    if (gt !== undefined && !value.gt(gt)) {
      this.wrong(name, 'greater_than', `Input should be greater than ${gt}`, { gt });
    } else if (ge !== undefined && value.lt(ge)) {
      this.wrong(name, 'greater_than_equal', `Input should be greater than or equal to ${ge}`, { ge });
    } else if (le !== undefined && value.gt(le)) {
      this.wrong(name, 'less_than_equal', `Input should be less than or equal to ${le}`, { le });
    } else {
      return true;
    }
    return false;
  }

  private fits(name: string, text: string, { places = Infinity }: Bounds): boolean {
    const [mantissa = '', exponent = '0'] = text.split('E');
    if ((mantissa.split('.')[1]?.length ?? 0) - Number(exponent) <= places) return true;
    const msg = `Decimal input should have no more than ${places} decimal places`;
    this.wrong(name, 'decimal_max_places', msg, { decimal_places: places });
    return false;
  }

  private wrong(name: string, type: string, msg: string, ctx?: Problem['ctx']): null {
    this.problem(name, type, msg, this.values[name], ctx);
    return null;
  }

  private problem(name: string, type: string, msg: string, input: unknown, ctx?: Problem['ctx']): void {
    this.problems.push({ type, loc: [this.location, name], msg, input, ...(ctx && { ctx }) });
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
