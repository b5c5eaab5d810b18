import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's directory: the nearest one above this file, built or not, that has a package.json. */
function projectDirectory(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error('There is no package.json above the service’s own files.');
    directory = parent;
  }
  return directory;
}

/** package.json's version, which every answer, log line and document shows. */
export function packageVersion(): string {
  const text = readFileSync(join(projectDirectory(), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
