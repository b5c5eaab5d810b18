import { execFile } from 'node:child_process';
import { readFile, readdir, readlink, realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import { codeOf } from './error-code.js';

/** Whether a process with this id runs. A zombie does not: in a container without an init nobody may reap it. */
export async function isProcessAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to someone else.
    if (codeOf(error) !== 'EPERM') return false;
  }
  return (await processFacts(pid))?.state !== 'Z';
}

/** Tells a process from a later one with the same id. Empty where the system has no /proc. */
export async function processBirth(pid: number): Promise<string> {
  return (await processFacts(pid))?.startedAt ?? '';
}

/** Whether the process is a PostgreSQL that works in this directory; null when the system does not tell. */
export async function worksIn(pid: number, directory: string): Promise<boolean | null> {
  try {
    return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(directory));
  } catch {
    // No /proc, or another user's process: at least a different program can be told.
    const command = await commandOf(pid);
    return command === null || command.includes('postgres') ? null : false;
  }
}

/** Processes whose working directory this is (Linux; elsewhere none are seen). */
export async function processesIn(directory: string): Promise<number[]> {
  const names = await readdir('/proc').catch(() => [] as string[]);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const inside = await Promise.all(pids.map((pid) => worksIn(pid, directory)));
  return pids.filter((_, index) => inside[index] === true);
}

async function processFacts(pid: number): Promise<{ state: string; startedAt: string } | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The program's name, in brackets, may itself hold spaces and brackets: fields count from the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
  } catch {
    return null;
  }
}

async function commandOf(pid: number): Promise<string | null> {
  const shown = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (shown !== '') return shown;
  const listed = promisify(execFile)('ps', ['-p', String(pid), '-o', 'command=']);
  return listed.then(({ stdout }) => stdout).catch(() => null);
}
