/** One message of the PostgreSQL protocol. The first that a client sends has no type: `''`. */
export interface WireMessage {
  readonly type: string;
  /** The whole of it, as it goes on. */
  readonly bytes: Buffer;
  readonly body: Buffer;
}

/** Cuts a stream of bytes into messages; what is not whole yet waits for the rest. */
export class MessageCutter {
  private rest: Buffer = Buffer.alloc(0);

  /** `greets`: the stream begins with a message without a type, as a client's does. */
  constructor(private greets: boolean) {}

  cut(bytes: Buffer): WireMessage[] {
    let left = this.rest.length > 0 ? Buffer.concat([this.rest, bytes]) : bytes;
    const messages: WireMessage[] = [];
    for (;;) {
      const head = this.greets ? 0 : 1;
      if (left.length < head + 4) break;
      const end = head + left.readInt32BE(head);
      if (left.length < end) break;
      const type = this.greets ? '' : String.fromCharCode(left[0] as number);
      messages.push({ type, bytes: left.subarray(0, end), body: left.subarray(head + 4, end) });
      this.greets = false;
      left = left.subarray(end);
    }
    this.rest = left;
    return messages;
  }
}

/** The text up to the next zero byte, and where the one after it begins. */
function textAt(body: Buffer, from: number): [text: string, next: number] {
  const end = body.indexOf(0, from);
  return [body.toString('utf8', from, end), end + 1];
}

/** A simple query's statement, or the tag of a CommandComplete. */
export function firstText({ body }: WireMessage): string {
  return textAt(body, 0)[0];
}

/** The statement that a Bind names; `''` for an unnamed one. */
export function boundStatement({ body }: WireMessage): string {
  const [, next] = textAt(body, 0);
  return textAt(body, next)[0];
}

/** The parameters of a Bind, all sent as text, as node-postgres does. */
export function boundValues({ body }: WireMessage): (string | null)[] {
  let [, at] = textAt(body, textAt(body, 0)[1]);
  at += 2 + 2 * body.readInt16BE(at);
  const count = body.readInt16BE(at);
  at += 2;
  return Array.from({ length: count }, () => {
    const length = body.readInt32BE(at);
    at += 4;
    if (length < 0) return null;
    at += length;
    return body.toString('utf8', at - length, at);
  });
}

/** The items of a one-dimensional array of texts, as node-postgres writes it: every item in quotes. */
export function arrayItems(literal: string): string[] {
  const quoted = literal.matchAll(/"((?:[^"\\]|\\.)*)"/gs);
  return [...quoted].map(([, item]) => (item as string).replaceAll(/\\(.)/gs, '$1'));
}

/** The SQLSTATE of an ErrorResponse. */
export function sqlStateOf({ body }: WireMessage): string {
  let at = 0;
  while (body[at] !== 0 && at < body.length) {
    const [text, next] = textAt(body, at + 1);
    if (body[at] === 'C'.charCodeAt(0)) return text;
    at = next;
  }
  return '';
}
