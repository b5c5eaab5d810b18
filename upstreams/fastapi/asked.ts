import type { IncomingHttpHeaders } from 'node:http';
import { Fields, isObject } from './fields.js';
import { Refusal } from './refusal.js';

/** One request to a route. */
export class Asked {
  constructor(
    readonly params: Readonly<Record<string, string>>,
    readonly search: URLSearchParams,
    readonly headers: IncomingHttpHeaders,
    private readonly text: string,
  ) {}

  /** Of the path; the route's pattern names it. */
  param(name: string): string {
    return this.params[name] ?? '';
  }

  query(): Fields {
    return new Fields('query', Object.fromEntries(this.search));
  }

  body(): Fields {
    return new Fields('body', this.jsonObject());
  }

  /** Null without a body. */
  json(): unknown {
    if (this.text === '') return null;
    try {
      return JSON.parse(this.text) as unknown;
    } catch {
      throw new Refusal(422, [
        {
          type: 'json_invalid',
          loc: ['body', 0],
          msg: 'JSON decode error',
          input: {},
          ctx: { error: 'Expecting value' },
        },
      ]);
    }
  }

  private jsonObject(): Record<string, unknown> {
    const value = this.json();
    if (isObject(value)) return value;
    const problem =
      value === null
        ? { type: 'missing', loc: ['body'], msg: 'Field required', input: null }
        : {
            type: 'model_attributes_type',
            loc: ['body'],
            msg: 'Input should be a valid dictionary or object to extract fields from',
            input: value,
          };
    throw new Refusal(422, [problem]);
  }
}
