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

/** The parameters of a Bind, as bytes: what they mean is between the statement and the service. */
export function boundValues({ body }: WireMessage): (Buffer | null)[] {
  let [, at] = textAt(body, textAt(body, 0)[1]);
  at += 2 + 2 * body.readInt16BE(at);
  const count = body.readInt16BE(at);
  at += 2;
  return Array.from({ length: count }, () => {
    const length = body.readInt32BE(at);
    at += 4;
    if (length < 0) return null;
    at += length;
    return body.subarray(at - length, at);
  });
}

/** Where the elements of a one-dimensional array begin in PostgreSQL's binary format, and where their number stands. */
const ELEMENTS_AT = 20;
const COUNT_AT = 12;

/** The items of an array of texts without nulls, in PostgreSQL's binary format. */
export function arrayItems(array: Buffer): string[] {
  let at = ELEMENTS_AT;
  return Array.from({ length: array.readInt32BE(COUNT_AT) }, () => {
    const from = at + 4;
    at = from + array.readInt32BE(at);
    return array.toString('utf8', from, at);
  });
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
