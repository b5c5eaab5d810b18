import type { Queryable } from '../database/queryable.js';
import type { Law, Slicing } from './law.js';

/** About how many rows one statement of a range reads. An account or an hour is never cut. */
const SLICE_ROWS = 100_000;

/** One statement's share of a law: its parameters, and the words for where it looked. */
export interface Slice {
  readonly values: readonly unknown[];
  readonly where: string;
}

/** Cuts laws into statements. Keeps the edges that it found: several laws walk the same ranges. */
export class Slices {
  private readonly edges = new Map<string, Promise<readonly string[]>>();

  constructor(
    private readonly connection: Queryable,
    private readonly schema: string,
    private readonly cells: readonly number[],
    private readonly sliceRows = SLICE_ROWS,
  ) {}

  async *of({ slicing }: Law): AsyncGenerator<Slice> {
    switch (slicing) {
      case 'whole':
        yield { values: [this.cells], where: 'all cells' };
        return;
      case 'hours':
        for (const [from, to] of rangesOf('-infinity', await this.hourEdges(), 'infinity')) {
          yield { values: [this.cells, from, to], where: `hours from ${from} to ${to}` };
        }
        return;
      case 'cell':
        for (const cell of this.cells) yield { values: [cell], where: `cell ${cell}` };
        return;
      case 'accounts':
      case 'records':
        for (const cell of this.cells) yield* this.rangesIn(cell, slicing);
        return;
    }
  }

  private async *rangesIn(cell: number, slicing: Slicing & ('accounts' | 'records')): AsyncGenerator<Slice> {
    const edges = await this.cellEdges(cell, slicing);
    for (const [from, to] of rangesOf<string | null>('', edges, null)) {
      const range = edges.length === 0 ? '' : `, ${slicing} from ${from ?? ''} to ${to ?? 'the last'}`;
      yield { values: [cell, from, to], where: `cell ${cell}${range}` };
    }
  }

  private cellEdges(cell: number, slicing: 'accounts' | 'records'): Promise<readonly string[]> {
    const [table, column] =
      slicing === 'accounts' ? ['postings', 'account_id'] : ['billing_records', 'billing_id'];
    return this.kept(`${slicing} ${cell}`, () =>
      // The second edge is for a name with more rows than a slice has: the next name.
      this.walk('', (from) => [
        `SELECT coalesce(nullif(far.edge, $2), next.edge) AS edge
           FROM (SELECT (SELECT ${column} FROM ${this.schema}.${table}
                          WHERE cell = $1 AND ${column} >= $2 ORDER BY ${column} OFFSET $3 LIMIT 1) AS edge) far
          CROSS JOIN LATERAL (
                SELECT (SELECT ${column} FROM ${this.schema}.${table}
                         WHERE cell = $1 AND ${column} > $2 AND far.edge = $2 ORDER BY ${column} LIMIT 1) AS edge) next`,
        [cell, from, this.sliceRows],
      ]),
    );
  }

  private hourEdges(): Promise<readonly string[]> {
    return this.kept('hours', () =>
      this.walk('-infinity', (from) => [
        `SELECT greatest(date_trunc('hour', usage_timestamp), $1::timestamptz + interval '1 hour')::text AS edge
           FROM ${this.schema}.billing_records
          WHERE usage_timestamp >= $1::timestamptz AND usage_timestamp > '-infinity' AND usage_timestamp < 'infinity'
          ORDER BY usage_timestamp OFFSET $2 LIMIT 1`,
        [from, this.sliceRows],
      ]),
    );
  }

  /** Goes from edge to edge until there is none. */
  private async walk(
    from: string,
    statement: (from: string) => [text: string, values: unknown[]],
  ): Promise<readonly string[]> {
    const edges: string[] = [];
    for (let at = from; ;) {
      const [found] = await this.connection.query<{ edge: string | null }>(...statement(at));
      if (!found?.edge) return edges;
      edges.push((at = found.edge));
    }
  }

  private kept(name: string, find: () => Promise<readonly string[]>): Promise<readonly string[]> {
    const known = this.edges.get(name) ?? find();
    this.edges.set(name, known);
    return known;
  }
}

function rangesOf<Edge>(first: Edge, edges: readonly Edge[], last: Edge): [from: Edge, to: Edge][] {
  return [first, ...edges].map((from, index) => [from, edges[index] ?? last]);
}
