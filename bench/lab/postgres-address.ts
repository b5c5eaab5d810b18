/** Where the throw-away PostgreSQL is, and as whom. */
export interface PostgresAddress {
  readonly adminUrl: string;
  /** Migrates. */
  readonly ownerUrl: string;
  /** What every contender logs in with. */
  readonly serviceUrl: string;
  readonly dataDirectory: string;
  /** The postmaster, parent of every process that works for a connection. */
  readonly pid: number;
}
