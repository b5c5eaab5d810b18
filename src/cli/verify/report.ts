import { type AuditReport, type LawResult, sentenceOfFault } from '../../audit/audit-report.js';
import { printable } from '../command-frame/printable.js';

/** Every law with what was looked at, then what is wrong, then one line that says how it ended. */
export function reportText(report: AuditReport): string {
  const broken = report.results.filter(({ wrong }) => wrong > 0);
  return [
    `The books of ${report.takenAt}, ${counted(report.cells.length, 'cell')}:`,
    '',
    ...lawLines(report.results),
    '',
    ...broken.map(faultText),
    summary(report, broken.length),
  ].join('\n');
}

function lawLines(results: readonly LawResult[]): string[] {
  const rows = results.map(({ law, examined, wrong, durationMs }) => [
    `${wrong === 0 ? '✓' : '✗'} ${law.sentence}`,
    `${examined.toLocaleString('en')} ${law.rows}`,
    seconds(durationMs),
    wrong === 0 ? '' : `${wrong.toLocaleString('en')} wrong`,
  ]);
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map(([law = '', examined = '', time = '', wrong = '']) =>
    `  ${law.padEnd(width(0))}  ${examined.padStart(width(1))}  ${time.padStart(width(2))}  ${wrong}`.trimEnd(),
  );
}

function faultText({ law, wrong, faults }: LawResult): string {
  const more =
    wrong > faults.length ? [`    … and ${(wrong - faults.length).toLocaleString('en')} more`] : [];
  const named = faults.map((fault) => `    ${printable(sentenceOfFault(fault))}`);
  return [`✗ ${law.sentence} (${law.name}):`, ...named, ...more, ''].join('\n');
}

function summary({ results, examined, wrong, durationMs }: AuditReport, broken: number): string {
  const looked = `${examined.toLocaleString('en')} rows in ${seconds(durationMs)}`;
  return broken === 0
    ? `Verified: ${counted(results.length, 'law')} over ${looked}, nothing is wrong.`
    : `Not verified: ${broken} of ${counted(results.length, 'law')} broken by ${counted(wrong, 'row')}; looked at ${looked}.`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1_000).toFixed(2)} s`;
}

/** The same for programs, with the names that the API uses. */
export function reportJson(report: AuditReport): string {
  const { takenAt, cells, examined, wrong, durationMs, results } = report;
  return JSON.stringify(
    {
      verified: wrong === 0,
      taken_at: takenAt,
      cells,
      rows_examined: examined,
      rows_wrong: wrong,
      duration_ms: Math.round(durationMs),
      laws: results.map((result) => ({
        law: result.law.name,
        sentence: result.law.sentence,
        rows_examined: result.examined,
        rows_wrong: result.wrong,
        duration_ms: Math.round(result.durationMs),
        faults: result.faults,
      })),
    },
    null,
    2,
  );
}
