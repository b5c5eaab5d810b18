import type { PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import type { Statement } from '../sql/statement.js';

export interface Sent {
  readonly statement: Statement;
  readonly values: readonly unknown[];
  /** How many rows it writes; absent where that is not known. */
  readonly rows?: number;
}

/** A statement wrote fewer rows than it was given. None does that of itself: something in the database did. */
export class RowsMissing extends Error {}

/** One connection as a batch uses it: named statements, several in one round trip. */
export class BatchConnection {
  constructor(
    private readonly client: PoolClient,
    /** False behind a transaction-mode pooler, where a prepared statement may be on another server connection. */
    private readonly nameStatements: boolean,
    /**
     * The server ends every statement in time; a longer silence means that the network swallows what is sent. Then
     * the connection is destroyed and whatever was sent on it fails as lost.
     */
    private readonly silenceMs: number,
  ) {}

  /**
   * Sends the statements without waiting between them and answers their results in order. They run one after the
   * other on the server; where one fails the rest of the transaction does too, and the first error is the one that
   * counts. A list goes to the network in one piece; what is still to be encoded goes as it comes.
   */
  async send(statements: Iterable<Sent>): Promise<QueryResult<QueryResultRow>[]> {
    const sent: Sent[] = [];
    const promises: Promise<QueryResult<QueryResultRow>>[] = [];
    const sendAll = (): void => {
      for (const one of statements) {
        sent.push(one);
        promises.push(this.one(one));
      }
    };
    try {
      if (Array.isArray(statements)) this.inOnePiece(sendAll);
      else sendAll();
    } catch (error) {
      // What was sent before may fail too, and a failure that nobody waits for would end the process.
      await Promise.allSettled(promises);
      throw error;
    }
    const results = await settledInOrder(promises);
    results.forEach(({ rowCount }, index) => {
      const { statement, rows = rowCount } = sent[index] as Sent;
      if (rowCount !== rows) throw new RowsMissing(`${statement.name} wrote ${rowCount} of ${rows} rows`);
    });
    return results;
  }

  /** Begins the transaction, settings and first statement in one round trip. */
  begin(...statements: readonly Sent[]): Promise<QueryResult<QueryResultRow>[]> {
    return settledInOrder(
      this.inOnePiece(() => [
        this.command('BEGIN ISOLATION LEVEL READ COMMITTED'),
        ...statements.map((sent) => this.one(sent)),
      ]),
    );
  }

  async rows<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    const result = await this.one({ statement, values });
    return result.rows as Row[];
  }

  /** A plain command: BEGIN, COMMIT, ROLLBACK. */
  command(text: string): Promise<QueryResult<QueryResultRow>> {
    return this.query({ text });
  }

  /** For small batches the system calls would cost more than the statements. */
  private inOnePiece<T>(send: () => T): T {
    const { stream } = this.client.connection;
    stream.cork();
    try {
      return send();
    } finally {
      stream.uncork();
    }
  }

  private one({ statement, values }: Sent): Promise<QueryResult<QueryResultRow>> {
    const { name, text } = statement;
    return this.query({ ...(this.nameStatements ? { name } : {}), text, values: values as unknown[] });
  }

  private query(query: QueryConfig): Promise<QueryResult<QueryResultRow>> {
    const watched: QueryConfig & { query_timeout: number } = { ...query, query_timeout: this.silenceMs };
    return this.client.query(watched);
  }
}

async function settledInOrder<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
