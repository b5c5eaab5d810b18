/** What a statement can be sent to: the pool, or the one connection of a transaction. */
export interface Queryable {
  /** Answers the rows, whatever the statement (an UPDATE without RETURNING answers none). */
  query<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}
