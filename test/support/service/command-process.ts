import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const RUN = fileURLToPath(new URL('../../../scripts/run.mjs', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `npm run NAME` as an operator runs it, with nothing of a developer's environment. */
export function runCommand(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  return startCommand(name, args, env).ended;
}

/** The same, at work. */
export interface RunningCommand {
  readonly ended: Promise<Ended>;
  /** Ends it without a chance to finish anything. */
  kill(): void;
  /** Closes the pipe that it writes to, as `| head` does once it has enough. */
  stopReading(): void;
}

export function startCommand(
  name: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): RunningCommand {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [RUN, name, ...args], {
    env: { PATH, HOME, ENV: 'test', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ended = Promise.all([text(child.stdout).catch(() => ''), text(child.stderr), code]);
  return {
    ended: ended.then(([stdout, stderr, exit]) => ({ code: exit, stdout, stderr })),
    kill: () => void child.kill('SIGKILL'),
    stopReading: () => void child.stdout.destroy(),
  };
}
