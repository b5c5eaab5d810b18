import { DomainError, invalid, refuse } from '../../domain/problems/problems.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const LIST = 0x5b;
const LIST_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;

/**
 * The items of a JSON list, or of the list `items` of a JSON object, as the bytes of each: a long list need not be
 * parsed in one go, and what is wrong with one item is its own affair. Throws `malformed_json` where what stands around
 * the items is not JSON (the items themselves are not looked into), `validation_failed` for another shape.
 */
export function splitItems(bytes: Buffer, maxItems: number): Buffer[] {
  return new ItemScanner(bytes, maxItems).document();
}

class ItemScanner {
  private at: number;

  constructor(
    private readonly bytes: Buffer,
    private readonly maxItems: number,
  ) {
    this.at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  }

  document(): Buffer[] {
    const first = this.peek();
    const items = first === LIST ? this.list() : first === OBJECT ? this.object() : null;
    if (items === null) {
      this.other(this.value());
      throw wrongShape('body', 'must be a list of usage events, or an object with such a list in `items`');
    }
    if (this.peek() !== undefined) throw this.malformed();
    return items;
  }

  private list(): Buffer[] {
    const items: Buffer[] = [];
    this.at += 1;
    if (this.peek() === LIST_END) {
      this.at += 1;
      return items;
    }
    for (;;) {
      if (items.length === this.maxItems)
        throw wrongShape('items', `must have at most ${this.maxItems} items`);
      items.push(this.value());
      if (this.follows(LIST_END)) return items;
    }
  }

  /** Other members are left out; of two lists called `items` the last counts, as everywhere in JSON. */
  private object(): Buffer[] {
    let items: Buffer[] | null = null;
    this.at += 1;
    if (this.peek() === OBJECT_END) this.at += 1;
    else {
      do {
        if (this.peek() !== QUOTE) throw this.malformed();
        const name = this.other(this.value());
        this.expect(COLON);
        if (name !== 'items') this.other(this.value());
        else if (this.peek() === LIST) items = this.list();
        else {
          this.other(this.value());
          throw wrongShape('items', 'must be a list');
        }
      } while (!this.follows(OBJECT_END));
    }
    if (items === null) throw wrongShape('items', 'is required');
    return items;
  }

  /** Passes a comma and answers false, or the end and answers true. */
  private follows(end: number): boolean {
    if (this.peek() === COMMA) {
      this.at += 1;
      return false;
    }
    this.expect(end);
    return true;
  }

  private expect(byte: number): void {
    if (this.peek() !== byte) throw this.malformed();
    this.at += 1;
  }

  /** The next byte that is no white space. */
  private peek(): number | undefined {
    const { bytes } = this;
    let byte = bytes[this.at];
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) byte = bytes[(this.at += 1)];
    return byte;
  }

  /** The bytes of the value that begins here: up to the bracket that closes it, or to what cannot belong to it. */
  private value(): Buffer {
    const first = this.peek();
    const start = this.at;
    if (first === QUOTE) this.passText();
    else if (first === OBJECT || first === LIST) this.passBrackets();
    else this.passWord();
    if (this.at === start) throw this.malformed();
    return this.bytes.subarray(start, this.at);
  }

  private passText(): void {
    const { bytes } = this;
    let at = this.at + 1;
    for (; at < bytes.length && bytes[at] !== QUOTE; at += 1) if (bytes[at] === BACKSLASH) at += 1;
    this.at = Math.min(at + 1, bytes.length);
  }

  private passBrackets(): void {
    const { bytes } = this;
    let depth = 0;
    while (this.at < bytes.length) {
      const byte = bytes[this.at];
      if (byte === QUOTE) {
        this.passText();
        continue;
      }
      this.at += 1;
      if (byte === OBJECT || byte === LIST) depth += 1;
      else if (byte === OBJECT_END || byte === LIST_END) depth -= 1;
      if (depth === 0) return;
    }
  }

  private passWord(): void {
    const { bytes } = this;
    for (; this.at < bytes.length; this.at += 1) {
      const byte = bytes[this.at] as number;
      if (byte <= 0x20 || byte === COMMA || byte === LIST_END || byte === OBJECT_END || byte === COLON)
        return;
    }
  }

  /** A value that is no item must be JSON all the same. */
  private other(text: Buffer): unknown {
    try {
      return JSON.parse(text.toString());
    } catch {
      throw this.malformed();
    }
  }

  private malformed(): DomainError {
    return new DomainError(refuse('malformed_json', `The body is not JSON at byte ${this.at}`));
  }
}

function wrongShape(field: string, says: string): DomainError {
  return new DomainError(invalid({ field, rule: 'list', message: `${field} ${says}` }));
}
