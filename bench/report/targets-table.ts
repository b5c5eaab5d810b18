import { spreadText, type Table } from './table.js';
import { isMet, type Target } from './target.js';

const SIGNS = { 'at least': '≥', 'at most': '≤' } as const;

export function targetsTable(targets: readonly Target[]): Table {
  return {
    title: 'Targets',
    columns: ['target', 'wanted', 'measured', ''],
    rows: targets.map((target) => [
      target.text,
      `${SIGNS[target.sense]} ${target.wanted}`,
      target.measured === null ? (target.reason ?? 'not measured') : spreadText(target.measured, 2),
      wordFor(isMet(target)),
    ]),
  };
}

function wordFor(met: boolean | null): string {
  if (met === null) return '';
  return met ? 'met' : 'missed';
}
