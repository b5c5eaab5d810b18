import { invalidRequest } from './stripe-fault.js';

/** What a request carries: form-encoded, with brackets for what is nested (`metadata[order]=6`). */
export class Form {
  private readonly values: ReadonlyMap<string, string>;

  constructor(encoded: string) {
    this.values = new Map(new URLSearchParams(encoded));
  }

  /** Null when absent or empty. */
  maybe(name: string): string | null {
    return this.values.get(name) || null;
  }

  required(name: string): string {
    const value = this.maybe(name);
    if (value !== null) return value;
    throw invalidRequest(`Missing required param: ${name}.`, { code: 'parameter_missing', param: name });
  }

  integer(name: string, fallback?: number): number {
    const text = this.maybe(name);
    if (text === null && fallback !== undefined) return fallback;
    const value = text ?? this.required(name);
    if (/^-?\d{1,15}$/.test(value)) return Number(value);
    throw invalidRequest(`Invalid integer: ${value}`, { code: 'parameter_invalid_integer', param: name });
  }

  flag(name: string): boolean {
    return this.maybe(name) === 'true';
  }

  /** `metadata[a]=1&metadata[b]=2` as an object. */
  group(name: string): Record<string, string> {
    const members: [string, string][] = [];
    for (const [key, value] of this.values) {
      const member = key.startsWith(`${name}[`) ? key.slice(name.length + 1, -1) : null;
      if (member !== null) members.push([member, value]);
    }
    return Object.fromEntries(members);
  }

  /** The same for equal parameters in any order. */
  fingerprint(): string {
    return JSON.stringify([...this.values].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
