import { statfs } from 'node:fs/promises';
import { Sentence } from '../sentence.js';

const GIGABYTE = 2 ** 30;
/** Beside what is asked for: the log of the database, which other parts fill too. */
const RESERVE_BYTES = 12 * GIGABYTE;

/** Throws a sentence before the disk is full, not after. */
export async function requireDisk(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  const needed = bytes + RESERVE_BYTES;
  if (free >= needed) return;
  const text = (value: number): string => `${(value / GIGABYTE).toFixed(0)} GB`;
  throw new Sentence(
    `This needs ${text(needed)} of disk under ${directory} and there are ${text(free)}: set TMPDIR to a larger disk, or leave out what needs it with --only.`,
  );
}
