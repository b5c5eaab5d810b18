import type { Fault, Law } from './law.js';

/** What became of one law. */
export interface LawResult {
  readonly law: Law;
  /** Rows looked at. */
  readonly examined: number;
  /** How many of them are wrong. */
  readonly wrong: number;
  /** The first of them. */
  readonly faults: readonly Fault[];
  readonly durationMs: number;
}

/** What an audit came to. */
export interface AuditReport {
  /** The instant whose books were read (ISO 8601). */
  readonly takenAt: string;
  readonly cells: readonly number[];
  readonly results: readonly LawResult[];
  readonly examined: number;
  /** Rows that break a law, counted once for each law. */
  readonly wrong: number;
  readonly durationMs: number;
}

/** How far an audit is. */
export interface AuditProgress {
  readonly lawsDone: number;
  readonly lawsTotal: number;
  /** The law that is being looked at, and where; null at the end. */
  readonly at: { readonly law: Law; readonly where: string } | null;
  readonly examined: number;
  /** The laws that are done, in order. */
  readonly results: readonly LawResult[];
}

/** One sentence for one wrong row. */
export function sentenceOfFault({ row, account, what, expected, found }: Fault): string {
  const whose = account === null || account === row || row.startsWith(`${account} `) ? '' : ` of ${account}`;
  return `${row}${whose}: ${what} is ${found ?? 'nothing'}, expected ${expected ?? 'nothing'}`;
}
