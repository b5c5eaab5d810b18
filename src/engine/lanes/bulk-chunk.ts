import { type AccountId, accountIdOf, type Command, type CommandType } from '../../domain/commands.js';
import type { OutcomeOf } from '../../domain/outcomes.js';
import { DomainError } from '../../domain/problems/problems.js';
import type { Prepared } from '../command-preparer.js';
import type { EngineCounts } from '../figures/engine-counts.js';
import type { BulkAnswer } from '../engine.port.js';
import type { Ticket, TicketAnswer } from './ticket.js';

/** A chunk of bulk work on its way: one promise for all its commands, no timer and no closure for each. */
export class BulkChunk<C extends Command> {
  /** One for each command, in their order; resolves when the last is known. */
  readonly answers: Promise<readonly BulkAnswer<C>[]>;
  private readonly known: BulkAnswer<C>[];
  private open: number;
  private resolve: (answers: readonly BulkAnswer<C>[]) => void = () => undefined;

  constructor(
    private readonly types: readonly CommandType[],
    private readonly counts: Pick<EngineCounts, 'answered' | 'unanswered'>,
  ) {
    this.known = Array.from<BulkAnswer<C>>({ length: types.length });
    this.open = types.length;
    this.answers = new Promise((resolve) => (this.resolve = resolve));
    if (types.length === 0) this.resolve([]);
  }

  ticket(index: number, key: string, fingerprint: Buffer, prepared: Prepared, deadline: number): Ticket {
    return new BulkTicket(this, index, key, fingerprint, prepared, deadline);
  }

  /** Keeps what became of one command; only the first word counts. */
  answer(index: number, answer: TicketAnswer): void {
    if (this.known[index] !== undefined) return;
    this.counts.answered(this.types[index] as CommandType, answer);
    const { outcome, replayed } = answer;
    if (outcome.kind === 'refused') this.keep(index, { error: new DomainError(outcome.refusal) });
    else this.keep(index, { outcome: outcome as OutcomeOf<C>, replayed });
  }

  fail(index: number, error: Error): void {
    if (this.known[index] !== undefined) return;
    this.counts.unanswered(this.types[index] as CommandType, error);
    this.keep(index, { error });
  }

  /** For commands that never came into a lane. */
  failRest(error: Error): void {
    this.known.forEach((_, index) => this.fail(index, error));
  }

  private keep(index: number, answer: BulkAnswer<C>): void {
    this.known[index] = answer;
    this.open -= 1;
    if (this.open === 0) this.resolve(this.known);
  }
}

/** Where a ticket tells what became of it. */
interface Told {
  answer(index: number, answer: TicketAnswer): void;
  fail(index: number, error: Error): void;
}

class BulkTicket implements Ticket {
  readonly accountId: AccountId;
  readonly command: Command;
  readonly cell: number;
  readonly scopes: Ticket['scopes'];
  readonly quotaIds: Ticket['quotaIds'];
  readonly bulk = true;
  readonly takesLease = false;
  begun = false;
  answered = false;

  constructor(
    private readonly chunk: Told,
    private readonly index: number,
    readonly key: string,
    readonly fingerprint: Buffer,
    prepared: Prepared,
    readonly deadline: number,
  ) {
    this.command = prepared.command;
    this.cell = prepared.cell;
    this.scopes = prepared.scopes;
    this.quotaIds = prepared.quotaIds;
    this.accountId = accountIdOf(prepared.command.account);
  }

  resolve(answer: TicketAnswer): void {
    this.answered = true;
    this.chunk.answer(this.index, answer);
  }

  reject(error: Error): void {
    this.answered = true;
    this.chunk.fail(this.index, error);
  }
}
