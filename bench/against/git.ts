import { spawnSync } from 'node:child_process';

/** The commit of a checkout, with `+` behind it where something was changed since; `unknown` outside git. */
export function commitOf(root: string): string {
  const commit = git(root, 'rev-parse', '--short', 'HEAD');
  if (commit === null) return 'unknown';
  return git(root, 'status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit}+`;
}

/** What it prints, trimmed; null when it fails. */
export function git(root: string, ...args: readonly string[]): string | null {
  const run = spawnSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return run.status === 0 ? run.stdout.trim() : null;
}
