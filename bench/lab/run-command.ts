import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { CleanUp } from './clean-up.js';

export interface CommandOptions {
  readonly cwd: string;
  /** Beside what this process has. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs a command to its end, and ends it if the benchmark ends first. Throws what it has printed when it fails. */
export async function runCommand(
  cleanUp: CleanUp,
  command: string,
  args: readonly string[],
  { cwd, environment = {} }: CommandOptions,
): Promise<void> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-4_000)));
  }
  const ended = once(child, 'close');
  cleanUp.add(async () => {
    child.kill();
    await ended;
  });
  const [status] = (await ended) as [number | null];
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed in ${cwd}:\n${output}`);
}
