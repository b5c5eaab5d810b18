import { readFile } from 'node:fs/promises';
import type { DataDirectory } from './data-directory.js';

/** What PostgreSQL writes of itself into its data directory while it runs. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** Null when there is no such file, or one that PostgreSQL did not finish. */
export async function readPostmaster(directory: DataDirectory): Promise<Postmaster | null> {
  const content = await readFile(directory.postmasterFile, 'utf8').catch(() => '');
  const [pid, , , port] = content.split('\n');
  return Number(pid) > 0 ? { pid: Number(pid), port: Number(port ?? 0) } : null;
}
