import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * A Postgres for one test run. Answers the superuser's URL, a directory for what else the run writes, and `stop()`,
 * which leaves no process and no directory; neither does the end of this process without it. `halt(signal)` and
 * `start()` end the server alone and start it again. With `tmpfsMib` its `smallDisk` is a mounted disk of that size,
 * or null where none can be mounted.
 */
export async function startThrowawayPostgres({ tmpfsMib } = {}) {
  const keeper = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('./throwaway-server.mjs', import.meta.url)),
      ...(tmpfsMib ? [`--tmpfs=${tmpfsMib}`] : []),
    ],
    {
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const exited = once(keeper, 'exit');
  const lines = createInterface({ input: keeper.stdout });
  const answer = () => Promise.race([once(lines, 'line').then(([text]) => text), exited.then(() => null)]);
  const order = async (text) => {
    keeper.stdin.write(`${text}\n`);
    const result = await answer();
    if (result !== 'done') throw new Error(`The test database did not ${text}: ${result}`);
  };
  const line = await answer();
  if (line === null) throw new Error('There is no database to test with.');
  const { url, directory, smallDisk } = JSON.parse(line);
  return {
    url,
    directory,
    smallDisk,
    halt: (signal) => order(`halt ${signal}`),
    start: () => order('start'),
    async stop() {
      keeper.stdin.end();
      await exited;
    },
  };
}
