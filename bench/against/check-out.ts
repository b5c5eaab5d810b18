import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_ACCOUNTS, type Lab } from '../lab/lab.js';
import { runCommand } from '../lab/run-command.js';
import { prepareSchema } from '../lab/schemas.js';
import { Sentence } from '../sentence.js';
import { nodeFlagsOf, type OtherCheckout } from './checkout.js';
import { git } from './git.js';

const SCHEMA = 'other';

/**
 * Another commit of this repository, built in a temporary worktree, with a schema that its own migrations have made on
 * the server of this run.
 */
export async function checkOut(lab: Lab, ref: string): Promise<OtherCheckout> {
  const { own, cleanUp } = lab;
  const commit = git(own.root, 'rev-parse', '--verify', '--quiet', `${ref}^{commit}`);
  if (commit === null) throw new Sentence(`--against: there is no commit "${ref}" here`);
  forgetKilledRuns(own.root);
  const root = join(lab.directory, 'against');
  lab.say(`building ${ref} (${commit.slice(0, 7)})`);
  cleanUp.add(async () => git(own.root, 'worktree', 'remove', '--force', root));
  await runCommand(cleanUp, 'git', ['worktree', 'add', '--detach', root, commit], { cwd: own.root });
  await installPackages(lab, root);
  await runCommand(cleanUp, process.execPath, ['scripts/build.mjs'], { cwd: root });
  const schema = { name: SCHEMA, cells: lab.defaultCells, accounts: DEFAULT_ACCOUNTS };
  const environment = lab.environment(schema);
  await runCommand(cleanUp, process.execPath, ['scripts/run.mjs', 'migrate'], { cwd: root, environment });
  await prepareSchema(lab.admin, schema);
  lab.books.open(SCHEMA, 'service');
  return { root, label: ` at ${ref}`, nodeFlags: nodeFlagsOf(root), schema };
}

/** Ours, where the other commit asks for the same ones. */
async function installPackages({ own, cleanUp }: Lab, root: string): Promise<void> {
  const lockOf = (directory: string): string => readFileSync(join(directory, 'package-lock.json'), 'utf8');
  if (lockOf(root) === lockOf(own.root))
    symlinkSync(join(own.root, 'node_modules'), join(root, 'node_modules'));
  else await runCommand(cleanUp, 'npm', ['ci', '--no-audit', '--no-fund'], { cwd: root });
}

/** A run that was killed outright leaves no worktree, but git's note of one. */
function forgetKilledRuns(root: string): void {
  const list = git(root, 'worktree', 'list', '--porcelain') ?? '';
  for (const [, path = ''] of list.matchAll(/^worktree (.*\/billing-bench-[^/]+\/against)$/gm)) {
    if (!existsSync(path)) git(root, 'worktree', 'remove', '--force', path);
  }
}
