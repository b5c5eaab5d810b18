import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * A Postgres for one test run. Answers the superuser's URL, a directory for what else the run writes, and `stop()`,
 * which leaves no process and no directory; neither does the end of this process without it.
 */
export async function startThrowawayPostgres() {
  const keeper = spawn(
    process.execPath,
    [fileURLToPath(new URL('./throwaway-server.mjs', import.meta.url))],
    {
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const exited = once(keeper, 'exit');
  const lines = createInterface({ input: keeper.stdout });
  const line = await Promise.race([once(lines, 'line').then(([text]) => text), exited.then(() => null)]);
  if (line === null) throw new Error('There is no database to test with.');
  const { url, directory } = JSON.parse(line);
  return {
    url,
    directory,
    async stop() {
      keeper.stdin.end();
      await exited;
    },
  };
}
