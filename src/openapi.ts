import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppModule } from './app.module.js';
import { loadConfig } from './config/load-config.js';
import { ERROR_PAGES, type GeneratedFile, generatedFiles } from './http/docs/generated-files.js';
import { openApiDocument } from './http/docs/openapi-document.js';

/**
 * Writes openapi.json and docs/errors, or with `--check` fails when the committed ones differ. Runs from the built
 * code, where the Swagger plugin has put the docstrings of the DTOs; needs no database. The working directory is the
 * project's root.
 */
const config = loadConfig({});
const app = await NestFactory.create(AppModule.of(config), {
  preview: true,
  logger: false,
  abortOnError: false,
});
const files = generatedFiles(openApiDocument(app, config.version));
const stale = staleFiles(files);

if (!process.argv.includes('--check')) {
  files.forEach(write);
  stale.filter((path) => !files.some((file) => file.path === path)).forEach((path) => rmSync(path));
  console.log(`${files.length} files generated, ${stale.length} of them changed.`);
} else if (stale.length > 0) {
  console.error(`Not as generated: ${stale.join(', ')}. Run npm run generate and commit.`);
  process.exitCode = 1;
} else {
  console.log(`${files.length} generated files are up to date.`);
}

/** Files that differ from what is generated, and pages that are no longer generated. */
function staleFiles(generated: readonly GeneratedFile[]): string[] {
  const paths = new Set(generated.map((file) => file.path));
  const changed = generated.filter((file) => readOrNull(file.path) !== file.text).map((file) => file.path);
  return [...changed, ...pagesNow().filter((path) => !paths.has(path))];
}

function pagesNow(): string[] {
  try {
    return readdirSync(ERROR_PAGES).map((name) => join(ERROR_PAGES, name));
  } catch {
    return [];
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function write(file: GeneratedFile): void {
  mkdirSync(dirname(file.path), { recursive: true });
  writeFileSync(file.path, file.text);
}
