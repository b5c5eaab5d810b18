import type { CommandType } from '../../domain/commands.js';
import type { Posting } from '../../domain/ledger.js';
import { DomainError } from '../../domain/problems/problems.js';
import { Distribution, SECONDS } from '../../observability/metrics/distribution.js';
import type { BatchResult } from '../batch/batch-transaction.js';
import type { Remedy } from '../lanes/lane-failures.js';
import { MoneyCounts } from './money-counts.js';
import type { Ticket, TicketAnswer } from '../lanes/ticket.js';

/** What became of the commands of one type. Each is counted once, when whoever submitted it is answered. */
export interface CommandCounts {
  /** Took effect. */
  done: number;
  /** Refused, and kept as a failed or pending record. */
  kept: number;
  /** Refused without trace. */
  refused: number;
  /** The stored outcome of an earlier command with the same key. */
  replayed: number;
  /** No outcome: not begun (503), or not known in time (504). */
  unanswered: number;
}

const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/**
 * What the engine has done since the process started, for metrics. Additions of whole numbers, most of them once a
 * batch: they stand in the way of every charge.
 */
export class EngineCounts {
  readonly batchSizes = new Distribution(SIZES);
  readonly batchSeconds = new Distribution(SECONDS);
  readonly commands = new Map<CommandType, CommandCounts>();
  /** By problem code: refusals, recorded or not, and commands without an outcome. */
  readonly refusals = new Map<string, number>();
  readonly remedies = new Map<Remedy, number>();
  readonly money = new MoneyCounts();

  /** A batch was committed (or found nothing to commit). */
  ran(commands: number, startedAt: number, postings: readonly Posting[]): void {
    this.batchSizes.observe(commands);
    this.batchSeconds.observe((performance.now() - startedAt) / 1_000);
    this.moved(postings);
  }

  /** What a batch moved whose commit was in doubt: it took effect when a key is there that was not there before it. */
  movedAfterAll(
    { answers, postings }: BatchResult,
    tickets: readonly Ticket[],
    effects: ReadonlyMap<Ticket, unknown>,
  ): void {
    if (tickets.some((ticket, index) => effects.has(ticket) && !answers[index]?.replayed))
      this.moved(postings);
  }

  /** A batch failed, and this is done about it. */
  remedied(remedy: Remedy): void {
    increase(this.remedies, remedy);
  }

  answered(type: CommandType, { outcome, replayed }: TicketAnswer): void {
    const counts = this.of(type);
    if (replayed) {
      counts.replayed += 1;
      return;
    }
    const refusal = outcome.kind === 'refused' || outcome.kind === 'charge' ? outcome.refusal : null;
    if (refusal === null) counts.done += 1;
    else {
      if (outcome.kind === 'refused') counts.refused += 1;
      else counts.kept += 1;
      increase(this.refusals, refusal.code);
    }
  }

  unanswered(type: CommandType, error: unknown): void {
    this.of(type).unanswered += 1;
    increase(this.refusals, error instanceof DomainError ? error.code : 'internal_error');
  }

  private moved(postings: readonly Posting[]): void {
    for (const posting of postings) this.money.add(posting);
  }

  private of(type: CommandType): CommandCounts {
    let counts = this.commands.get(type);
    if (counts === undefined) {
      counts = { done: 0, kept: 0, refused: 0, replayed: 0, unanswered: 0 };
      this.commands.set(type, counts);
    }
    return counts;
  }
}

function increase<Name>(counts: Map<Name, number>, name: Name): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
