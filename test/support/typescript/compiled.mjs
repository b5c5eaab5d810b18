/**
 * Compiles a file of TypeScript, or finds what became of it last time: most processes need not load the compiler, which
 * takes longer than all the rest of their start. One entry for each file, in `.build/typescript`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../../.build/typescript/', import.meta.url));
const { version } = createRequire(import.meta.url)('typescript/package.json');
const thisFile = readFileSync(fileURLToPath(import.meta.url), 'utf8');

export async function compiled(fileName, source) {
  const entry = join(CACHE, `${hashOf(fileName)}.mjs`);
  // Another version of the source, of the compiler or of its options has another mark.
  const mark = `\n// ${hashOf(`${version}\n${thisFile}\n${source}`)}`;
  const found = readIfThere(entry);
  if (found?.endsWith(mark)) return found;
  const output = (await compile(fileName, source)) + mark;
  keep(entry, output);
  return output;
}

async function compile(fileName, source) {
  const { default: typescript } = await import('typescript');
  const compilerOptions = {
    module: typescript.ModuleKind.ESNext,
    target: typescript.ScriptTarget.ES2023,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    isolatedModules: true,
    inlineSourceMap: true,
  };
  return typescript.transpileModule(source, { fileName, compilerOptions }).outputText;
}

/** Renamed into place, so that nobody ever reads half of it. Where nothing can be written it is compiled each time. */
function keep(entry, output) {
  const draft = `${entry}-${process.pid}`;
  try {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(draft, output);
    renameSync(draft, entry);
  } catch {
    // It is only slower without.
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function hashOf(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
