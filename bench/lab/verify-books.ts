import type { Lab } from './lab.js';
import { environmentOf } from './schemas.js';
import { runCommand } from './run-command.js';

/** Lets the service's own `npm run verify` look at every schema that the service has written. Throws what it finds. */
export async function verifyBooks({ books, cleanUp, own, postgres, say }: Lab): Promise<void> {
  for (const name of books.written) {
    say(`verifying ${name}`);
    await runCommand(cleanUp, process.execPath, ['scripts/run.mjs', 'verify'], {
      cwd: own.root,
      environment: environmentOf(postgres, { name, cells: 1, accounts: 0 }),
    });
  }
}
