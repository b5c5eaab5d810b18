import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

export interface SourceFile {
  /** From the project's directory, with `/`: `src/domain/decimal.ts`. */
  readonly path: string;
  readonly text: string;
  /** Files of ours that it imports, types included. */
  readonly imports: readonly string[];
  /** Packages and Node modules that it imports, as written. */
  readonly packages: readonly string[];
}

/** Every TypeScript file under a folder, specs excepted, with what it imports. */
export function readSourceTree(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => readSource(join(folder, name)))
    .toSorted((a, b) => a.path.localeCompare(b.path));
}

function readSource(file: string): SourceFile {
  const text = readFileSync(file, 'utf8');
  const names = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return {
    path: projectPath(file),
    text,
    imports: names
      .filter(isRelative)
      .map((name) => projectPath(resolve(dirname(file), name.replace(/\.js$/, '.ts')))),
    packages: names.filter((name) => !isRelative(name)),
  };
}

function isRelative(name: string): boolean {
  return name.startsWith('.');
}

function projectPath(file: string): string {
  return relative(process.cwd(), file).replaceAll('\\', '/');
}

/** One circle of imports as the files along it, or null. */
export function findCycle(files: readonly SourceFile[]): string[] | null {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const finished = new Set<string>();
  const trail: string[] = [];

  function visit(path: string): string[] | null {
    const start = trail.indexOf(path);
    if (start >= 0) return [...trail.slice(start), path];
    if (finished.has(path)) return null;
    trail.push(path);
    for (const next of byPath.get(path)?.imports ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    trail.pop();
    finished.add(path);
    return null;
  }

  for (const { path } of files) {
    const cycle = visit(path);
    if (cycle) return cycle;
  }
  return null;
}
