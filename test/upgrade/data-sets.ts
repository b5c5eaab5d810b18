import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIGRATIONS } from '../../migrations/index.js';

/** Commands and tests run in the project's root. */
const FOLDER = 'test/upgrade';
const CHECKSUMS = join(FOLDER, 'checksums.json');

/** What a state of the schema is called: the timestamp that ends the name of the last migration of it. */
export function stateOf(migrationName: string): string {
  const state = /\d{13}$/.exec(migrationName)?.[0];
  if (state === undefined) throw new Error(`${migrationName} does not end in a timestamp`);
  return state;
}

/** The states that there are, oldest first. */
export const STATES: readonly string[] = MIGRATIONS.map(({ name }) => stateOf(name));

/** The states that a later migration changed and that no data set was written at. */
export function statesWithoutSet(states: readonly string[], sets: readonly string[]): string[] {
  return states.slice(0, -1).filter((state) => !sets.includes(state));
}

/** The states that a data set was written at. */
export function setsWritten(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.slice(0, -'.sql'.length))
    .sort();
}

export function readSet(state: string): string {
  return readFileSync(pathOf(state), 'utf8');
}

/** SHA-256 of each set, as it was when it was written. */
export function checksums(): Record<string, string> {
  return existsSync(CHECKSUMS) ? (JSON.parse(readFileSync(CHECKSUMS, 'utf8')) as Record<string, string>) : {};
}

export function checksumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Writes a set for good: one that is there is never written again. */
export function keepSet(state: string, text: string): void {
  writeFileSync(pathOf(state), text, { flag: 'wx' });
  const all = { ...checksums(), [state]: checksumOf(text) };
  writeFileSync(CHECKSUMS, `${JSON.stringify(all, null, 2)}\n`);
}

export function pathOf(state: string): string {
  return join(FOLDER, `${state}.sql`);
}
