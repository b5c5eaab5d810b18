import { textTable } from '../src/cli/replay/text-table.js';
import type { Spread } from './measure.js';
import type { Result } from './rounds.js';

/** One row a contender, one block a scenario; each figure is the median of its rounds (least – most). */
export function tableOf(results: readonly Result[]): string {
  const header = ['', 'charges/s', 'p50 ms', 'p99 ms', '× baseline'];
  const scenarios = [...new Set(results.map((result) => result.scenario))];
  const rows = scenarios.flatMap((scenario) => [
    [scenario, '', '', '', ''],
    ...results.filter((result) => result.scenario === scenario).map(rowOf),
  ]);
  return textTable([header, ...rows]);
}

function rowOf({ contender, perSecond, p50Ms, p99Ms, ratio }: Result): string[] {
  return [
    `  ${contender}`,
    spreadText(perSecond, 0),
    spreadText(p50Ms, 1),
    spreadText(p99Ms, 1),
    spreadText(ratio, 2),
  ];
}

export function notesOf(results: readonly Result[]): string {
  const notes = new Map(results.map((result) => [result.contender, result.note]));
  return [...notes].map(([contender, note]) => `${contender}: ${note}`).join('\n');
}

function spreadText({ median, min, max }: Spread, decimals: number): string {
  return `${median.toFixed(decimals)} (${min.toFixed(decimals)}–${max.toFixed(decimals)})`;
}
