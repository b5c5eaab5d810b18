import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** From a line of `/proc/<pid>/stat`: the parent, and clock ticks of itself and of the children it has waited for. */
interface Stat {
  readonly parent: number;
  readonly own: number;
  readonly exited: number;
}

/** CPU seconds of a process with all its threads; null where the system has no /proc or the process is gone. */
export function cpuSecondsOfProcess(pid: number): number | null {
  const stat = statOf(pid);
  return stat === null ? null : stat.own / ticksPerSecond();
}

/** CPU seconds of a PostgreSQL server: the postmaster, its living children and those that have exited. */
export function cpuSecondsOfServer(postmasterPid: number): number | null {
  const postmaster = statOf(postmasterPid);
  if (postmaster === null) return null;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => statOf(Number(name)))
    .filter((stat) => stat?.parent === postmasterPid);
  const ticks = children.reduce((sum, child) => sum + (child?.own ?? 0), postmaster.own + postmaster.exited);
  return ticks / ticksPerSecond();
}

function statOf(pid: number): Stat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null;
  }
  // The second field is the program's name in brackets and may hold anything; the third is the first after it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return { parent: field(4), own: field(14) + field(15), exited: field(16) + field(17) };
}

let ticks = 0;

function ticksPerSecond(): number {
  if (ticks === 0) ticks = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100;
  return ticks;
}
