import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A trace file in a directory of its own. */
export interface TraceFixture {
  readonly path: string;
  remove(): Promise<void>;
}

export async function writeTrace(text: string): Promise<TraceFixture> {
  const directory = await mkdtemp(join(tmpdir(), 'trace-'));
  const path = join(directory, 'trace.csv');
  await writeFile(path, text);
  return { path, remove: () => rm(directory, { recursive: true }) };
}

/** `rows` requests some 400 ms apart over a little more than an hour border, CRLF as the public traces have it. */
export function generatedTrace(rows: number): string {
  const startMs = Date.UTC(2023, 10, 16, 18, 59, 30);
  const lines = ['TIMESTAMP,ContextTokens,GeneratedTokens'];
  for (let row = 0; row < rows; row += 1) {
    const iso = new Date(startMs + row * 397).toISOString();
    const timestamp = `${iso.slice(0, 10)} ${iso.slice(11, 23)}${String((row * 7919) % 10_000).padStart(4, '0')}`;
    // Spread like real requests: long prompts, short answers; coprime steps so that hardly two rows are alike.
    lines.push(`${timestamp},${(row * 1_237) % 7_437},${(row * 31) % 499}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}
