import { format, resolveConfig } from 'prettier';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commitOf } from '../against/git.js';
import { booksTable } from '../lab/books-table.js';
import type { Lab } from '../lab/lab.js';
import { describeMachine, machineTable } from '../lab/machine.js';
import { verifyBooks } from '../lab/verify-books.js';
import type { BenchRun, NamedResult } from './bench-run.js';
import { markdownOf } from './markdown-report.js';
import type { Table } from './table.js';
import { targetsTable } from './targets-table.js';
import { textOf } from './text-report.js';

/** Checks the books, prints the tables, writes the files. */
export async function finish(lab: Lab, parts: readonly NamedResult[]): Promise<void> {
  lab.say('checking the books');
  const books = await lab.books.check(lab.admin);
  if (lab.options.verify) await verifyBooks(lab);
  const machine = await describeMachine(lab.admin, lab.defaultCells);
  const at = new Date().toISOString();
  const run: BenchRun = { at, commit: commitOf(lab.own.root), options: lab.options, machine, books, parts };
  const targets = parts.flatMap((part) => part.targets);
  const tables = [
    ...(targets.length > 0 ? [targetsTable(targets)] : []),
    ...parts.flatMap((part) => part.tables),
    booksTable(books),
    machineTable(machine),
  ];
  process.stdout.write(`\n${tables.map(textOf).join('\n\n')}\n\n`);
  for (const path of await writeResults(lab, run, tables)) process.stdout.write(`${path}\n`);
}

/** Formatted like every other file of the project, so that a copy can be committed. */
async function writeResults(lab: Lab, run: BenchRun, tables: readonly Table[]): Promise<string[]> {
  const name = join(lab.own.root, 'bench', 'results', run.at.replaceAll(':', '-').slice(0, 19));
  const { options } = lab;
  const style = await resolveConfig(join(lab.own.root, 'package.json'));
  const json = await format(JSON.stringify(run), { ...style, parser: 'json' });
  const markdown = await format(markdownFile(run, tables), { ...style, parser: 'markdown' });
  const files = new Map([
    [`${name}.json`, json],
    [`${name}.md`, markdown],
  ]);
  if (options.json !== null) files.set(options.json, json);
  if (options.markdown !== null) files.set(options.markdown, markdown);
  for (const [path, text] of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return [...files.keys()];
}

function markdownFile({ at, commit, options }: BenchRun, tables: readonly Table[]): string {
  const how = `${options.rounds} rounds of ${options.seconds} s each`;
  const head = `Measured ${at.slice(0, 10)} at ${commit}; median (least–most) of ${how}; ratios are made within a round.`;
  return [head, '', ...tables.map(markdownOf)].join('\n');
}
