import {
  arrayItems,
  boundStatement,
  boundValues,
  firstText,
  sqlStateOf,
  type WireMessage,
} from './messages.js';

/** The moments of a batch's transaction at which something may go wrong, in their order. */
export const BATCH_POINTS = [
  'before the lock',
  'after the lock',
  'after the load',
  'before the write',
  'between write and events',
  'at COMMIT, before the server has it',
  'at COMMIT, before its answer is here',
  'after the answer',
] as const;
export type BatchPoint = (typeof BATCH_POINTS)[number];

/** What is known of the batch that is under way on a connection. */
export interface BatchInSight {
  readonly cell: number;
  /** Of the accounts that it locks, as it names them. */
  readonly accountIds: readonly string[];
  /** How many commands it holds; 0 before it reads their keys. */
  readonly commands: number;
  readonly hasWritten: boolean;
}

const NO_BATCH: BatchInSight = { cell: 0, accountIds: [], commands: 0, hasWritten: false };

/** What goes to the server between two points where it is ready for more: one query. */
interface Query {
  readonly statements: readonly string[];
  /** The end of a batch that has written. */
  readonly isCommit: boolean;
}

/**
 * Follows one connection of a service and says where in a batch it is, by the names of the engine's statements and the
 * order of the protocol: the server answers each query, in turn, with `ready`.
 */
export class BatchPoints {
  batch: BatchInSight = NO_BATCH;
  private statements: string[] = [];
  private readonly unanswered: Query[] = [];
  /** The server has refused the query that it answers: what the query was to do has not happened. */
  private hasFailed = false;

  /** The point that lies before this message to the server, if there is one. */
  toServer(message: WireMessage): BatchPoint | null {
    if (message.type === 'Q') return this.plainQuery(firstText(message));
    if (message.type === 'B') return this.bind(message);
    if (message.type === 'S') this.sent(false);
    return null;
  }

  /** The point that lies before this message to the service, or with `after the answer` behind it. */
  toClient(message: WireMessage): BatchPoint | null {
    const query = this.unanswered[0];
    if (message.type === 'C' && query?.isCommit && firstText(message) === 'COMMIT') {
      return 'at COMMIT, before its answer is here';
    }
    if (message.type === 'E') this.hasFailed = true;
    if (message.type !== 'Z' || !query) return null;
    const { hasFailed } = this;
    this.hasFailed = false;
    this.unanswered.shift();
    if (hasFailed) return null;
    if (query.statements.includes('load_lockAccounts')) return 'after the lock';
    if (query.statements.includes('load_keys')) return 'after the load';
    return query.isCommit ? 'after the answer' : null;
  }

  /** The SQLSTATE of a failure that the server reports. */
  failure(message: WireMessage): string | null {
    return message.type === 'E' ? sqlStateOf(message) : null;
  }

  private plainQuery(text: string): BatchPoint | null {
    if (text.startsWith('BEGIN')) this.batch = NO_BATCH;
    const isCommit = text === 'COMMIT' && this.batch.hasWritten;
    this.sent(isCommit);
    return isCommit ? 'at COMMIT, before the server has it' : null;
  }

  private bind(message: WireMessage): BatchPoint | null {
    const statement = boundStatement(message);
    this.statements.push(statement);
    if (statement === 'load_lockAccounts') {
      const [cell, accounts] = boundValues(message);
      this.batch = { ...NO_BATCH, cell: Number(cell), accountIds: arrayItems(accounts as Buffer) };
      return 'before the lock';
    }
    if (statement === 'load_keys') {
      this.batch = { ...this.batch, commands: arrayItems(boundValues(message)[3] as Buffer).length };
    }
    if (statement === 'write_insertEvents') return 'between write and events';
    if (!statement.startsWith('write_') || this.batch.hasWritten) return null;
    this.batch = { ...this.batch, hasWritten: true };
    return 'before the write';
  }

  private sent(isCommit: boolean): void {
    this.unanswered.push({ statements: this.statements, isCommit });
    this.statements = [];
  }
}
