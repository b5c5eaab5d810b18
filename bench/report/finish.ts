import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commitOf } from '../against/git.js';
import type { Lab } from '../lab/lab.js';
import { describeMachine, machineTable } from '../lab/machine.js';
import type { BenchRun, NamedResult } from './bench-run.js';
import { markdownOf } from './markdown-report.js';
import type { Table } from './table.js';
import { targetsTable } from './targets-table.js';
import { textOf } from './text-report.js';

/** Checks the books, prints the tables, writes the files. */
export async function finish(lab: Lab, parts: readonly NamedResult[]): Promise<void> {
  const committed = await lab.books.check(lab.admin);
  const machine = await describeMachine(lab.admin, lab.defaultCells);
  const run: BenchRun = {
    at: new Date().toISOString(),
    commit: commitOf(lab.own.root),
    options: lab.options,
    machine,
    committed,
    parts,
  };
  const targets = parts.flatMap((part) => part.targets);
  const tables = [
    ...(targets.length > 0 ? [targetsTable(targets)] : []),
    ...parts.flatMap((part) => part.tables),
    machineTable(machine),
  ];
  process.stdout.write(`\n${tables.map(textOf).join('\n\n')}\n\n`);
  for (const path of await writeResults(lab, run, tables)) process.stdout.write(`${path}\n`);
}

async function writeResults(lab: Lab, run: BenchRun, tables: readonly Table[]): Promise<string[]> {
  const name = join(lab.own.root, 'bench', 'results', run.at.replaceAll(':', '-').slice(0, 19));
  const json = `${JSON.stringify(run, null, 1)}\n`;
  const markdown = markdownFile(run, tables);
  const { options } = lab;
  const files: [string, string][] = [
    [`${name}.json`, json],
    [`${name}.md`, markdown],
    ...(options.json === null ? [] : [[options.json, json] satisfies [string, string]]),
    ...(options.markdown === null ? [] : [[options.markdown, markdown] satisfies [string, string]]),
  ];
  for (const [path, text] of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return files.map(([path]) => path);
}

function markdownFile({ at, commit, options }: BenchRun, tables: readonly Table[]): string {
  const how = `${options.rounds} rounds of ${options.seconds} s each`;
  const head = `Measured ${at.slice(0, 10)} at ${commit}; median (least–most) of ${how}; ratios are made within a round.`;
  return [head, '', ...tables.map(markdownOf)].join('\n');
}
