import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Schema } from '../lab/schemas.js';

/** A working tree of this project with its build in `dist`. */
export interface Checkout {
  readonly root: string;
  /** As the tables call it; empty for this one. */
  readonly label: string;
  /** What its `npm run start:prod` gives to Node: all processes of a comparison get the same. */
  readonly nodeFlags: readonly string[];
}

/** Another commit, with a schema that its own migrations made. */
export interface OtherCheckout extends Checkout {
  readonly schema: Schema;
}

export function ownCheckout(root: string): Checkout {
  return { root, label: '', nodeFlags: nodeFlagsOf(root) };
}

/** Whatever stands between `node` and the program. */
export function nodeFlagsOf(root: string): string[] {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts?: Readonly<Record<string, string>>;
  };
  const words = (manifest.scripts?.['start:prod'] ?? '').split(/\s+/);
  return words.slice(words.indexOf('node') + 1).filter((word) => word.startsWith('--'));
}
