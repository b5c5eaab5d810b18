import type { Queryable } from '../database/queryable.js';
import { sqlState } from '../database/errors/postgres-errors.js';
import type { AuditProgress, AuditReport, LawResult } from './audit-report.js';
import type { Fault, Law } from './law.js';
import { FAULTS_NAMED, statementOf, type Tally } from './law-statement.js';
import { LAWS } from './laws/all-laws.js';
import { Slices } from './slices.js';
import type { Snapshot } from './snapshot.js';

export interface AuditOptions {
  /** Only these cells, where a law goes by cells; all when absent. */
  readonly cells?: readonly number[];
  /** Told after every statement. */
  readonly onProgress?: (progress: AuditProgress) => void;
  /** About how many rows a statement of a range reads; tests make it small. */
  readonly sliceRows?: number;
  /** Aborted, it ends the audit at the next statement at the latest. */
  readonly signal?: AbortSignal;
}

/** Somebody stopped the audit before it was done. */
export class AuditCanceled extends Error {
  override readonly name = 'AuditCanceled';

  constructor(cause?: unknown) {
    super('The audit was canceled.', { cause });
  }
}

/** There is no such cell. The message is a sentence. */
export class UnknownCellError extends Error {
  override readonly name = 'UnknownCellError';
}

/** Holds every law against the books of one snapshot, statement by statement, on one connection. */
export class BookAuditor {
  private readonly results: LawResult[] = [];
  private examined = 0;

  /** @param schema quoted, as statements carry it */
  constructor(
    private readonly connection: Queryable,
    private readonly schema: string,
    private readonly options: AuditOptions = {},
  ) {}

  /** To be called once, inside the snapshot. */
  async audit({ takenAt }: Snapshot): Promise<AuditReport> {
    const startedMs = performance.now();
    const cells = await this.cells();
    const slices = new Slices(this.connection, this.schema, cells, this.options.sliceRows);
    for (const law of LAWS) this.results.push(await this.hold(law, slices));
    this.tell(null);
    return {
      takenAt,
      cells,
      results: this.results,
      examined: this.examined,
      wrong: this.results.reduce((sum, { wrong }) => sum + wrong, 0),
      durationMs: performance.now() - startedMs,
    };
  }

  private async hold(law: Law, slices: Slices): Promise<LawResult> {
    const startedMs = performance.now();
    const text = statementOf(law, this.schema);
    const faults: Fault[] = [];
    let examined = 0;
    let wrong = 0;
    for await (const { values, where } of slices.of(law)) {
      if (this.options.signal?.aborted) throw new AuditCanceled();
      this.tell({ law, where });
      const tally = await this.tallyOf(text, values, where);
      examined += Number(tally.examined);
      wrong += Number(tally.wrong);
      faults.push(...tally.first.slice(0, FAULTS_NAMED - faults.length));
      this.examined += Number(tally.examined);
    }
    return { law, examined, wrong, faults, durationMs: performance.now() - startedMs };
  }

  /**
   * A value that cannot even be read (a word where a number belongs) is a fault of the books, not of the audit: the
   * savepoint keeps the snapshot for the other laws.
   */
  private async tallyOf(text: string, values: readonly unknown[], where: string): Promise<Tally> {
    await this.connection.query('SAVEPOINT law');
    try {
      const [tally] = await this.connection.query<Tally>(text, values);
      await this.connection.query('RELEASE SAVEPOINT law');
      return tally!;
    } catch (error) {
      if (!sqlState(error)?.startsWith(DATA_EXCEPTION)) throw error;
      await this.connection.query('ROLLBACK TO SAVEPOINT law');
      const found = error instanceof Error ? error.message : String(error);
      const fault = { row: where, account: null, what: 'a value', expected: 'readable', found };
      return { examined: '0', wrong: '1', first: [fault] };
    }
  }

  private async cells(): Promise<number[]> {
    const rows = await this.connection.query<{ cell: number }>(
      `SELECT cell FROM ${this.schema}.cells ORDER BY cell`,
    );
    const all = rows.map(({ cell }) => cell);
    const { cells = all } = this.options;
    const unknown = cells.find((cell) => !all.includes(cell));
    if (unknown === undefined) return [...cells];
    throw new UnknownCellError(`There is no cell ${unknown}: the cells are ${all.join(', ')}.`);
  }

  private tell(at: AuditProgress['at']): void {
    this.options.onProgress?.({
      lawsDone: this.results.length,
      lawsTotal: LAWS.length,
      at,
      examined: this.examined,
      results: [...this.results],
    });
  }
}

/** SQLSTATE class 22. */
const DATA_EXCEPTION = '22';
