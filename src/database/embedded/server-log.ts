import { copyFile, open, readFile, stat, truncate, type FileHandle } from 'node:fs/promises';
import type { DataDirectory } from './data-directory.js';

const LIMIT_BYTES = 8 * 1024 * 1024;

/** The log that the server writes to, and where this run's part of it begins. */
export async function openServerLog(
  directory: DataDirectory,
): Promise<{ file: FileHandle; startsAt: number }> {
  await boundServerLog(directory);
  // Appending, so that the server goes on at the new end after a truncation.
  const file = await open(directory.logFile, 'a', 0o600);
  return { file, startsAt: (await file.stat()).size };
}

/** Keeps one older part: the two together stay within twice the limit. */
export async function boundServerLog(directory: DataDirectory): Promise<void> {
  const size = (await stat(directory.logFile).catch(() => null))?.size ?? 0;
  if (size <= LIMIT_BYTES) return;
  await copyFile(directory.logFile, `${directory.logFile}.1`);
  await truncate(directory.logFile, 0);
}

/** Why the server ended, in its own words. */
export async function fatalLines(directory: DataDirectory, startsAt: number): Promise<string[]> {
  const log = (await readFile(directory.logFile).catch(() => Buffer.alloc(0)))
    .subarray(startsAt)
    .toString('utf8');
  return log
    .split('\n')
    .filter((line) => /FATAL|PANIC|HINT|could not bind|LOG: {2}could not/.test(line))
    .map((line) => line.replace(/^.*?(FATAL|PANIC|HINT|LOG): +/, ''));
}
