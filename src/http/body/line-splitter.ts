const NEWLINE = 0x0a;

/** A line's bytes without its end, or null for a line over the limit. */
export type Line = Buffer | null;

/** Cuts a stream of bytes into lines; blank lines are left out. Never keeps more than one line that has not ended. */
export class LineSplitter {
  private pieces: Buffer[] = [];
  private size = 0;

  constructor(private readonly limitBytes: number) {}

  /** The lines that end in these bytes. */
  push(bytes: Buffer): Line[] {
    const lines: Line[] = [];
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      this.keep(bytes.subarray(start, end));
      this.finish(lines);
      start = end + 1;
    }
    this.keep(bytes.subarray(start));
    return lines;
  }

  /** The last line, where the stream does not end with a newline. */
  end(): Line[] {
    const lines: Line[] = [];
    this.finish(lines);
    return lines;
  }

  private keep(piece: Buffer): void {
    this.size += piece.length;
    if (this.size > this.limitBytes) this.pieces = [];
    else if (piece.length > 0) this.pieces.push(piece);
  }

  private finish(lines: Line[]): void {
    const { pieces, size } = this;
    this.pieces = [];
    this.size = 0;
    if (size > this.limitBytes) {
      lines.push(null);
      return;
    }
    const line = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces, size);
    if (!isBlank(line)) lines.push(line);
  }
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}
