import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { accountIdOf } from '../../../domain/commands.js';
import { methodOf } from '../../../domain/decide/outside/attempt-kinds.js';
import { REMOTE_METHODS, type RemoteMethod } from '../../../domain/payers/remote.js';
import type { AttemptKind, BillingMethod } from '../../../domain/vocabulary.js';
import type { FirstLease, SubmitOptions } from '../../../engine/engine.port.js';
import type { CallContext } from '../../../integrations/upstream/calls/call-context.js';
import { AttemptClaims, type Claim } from '../attempts/attempt-claims.js';
import { AttemptWork } from './attempt-work.service.js';
import { AttemptStore, type DueAttempt } from '../attempts/attempt.store.js';
import { CallLine } from './call-line.js';
import type { SettlementAttempt } from '../attempts/settlement-attempt.js';
import { WalletTurns } from './wallet-turns.js';

/** Calls by one method at once. */
export const MAX_CALLS = 64;
/** Attempts of one method that wait for their call in this process; past it the reconciler finds them. */
export const MAX_WAITING = 4_096;

/** What whoever starts an attempt knows of it. */
interface Known {
  readonly lease?: FirstLease | undefined;
  /** The request that it is made for. */
  readonly context?: CallContext | undefined;
}

/** What calls nobody outside: decisions and transfers. */
type LineName = RemoteMethod | 'local';

/**
 * Runs an attempt as soon as the batch that made it is committed, outside every transaction. What it drops (a full
 * line, a stop, a crash) stays due in the table for the reconciler.
 */
@Injectable()
export class SettlementRunner implements OnModuleDestroy {
  private readonly logger = new Logger(SettlementRunner.name);
  private readonly lines = new Map<LineName, CallLine>();
  private readonly turns = new WalletTurns((attemptId) => this.lineOf('wallet_deduction').push(attemptId));
  /** Those that wait or run here, so that none does twice. */
  private readonly known = new Map<string, Known>();
  private stopping = false;

  constructor(
    private readonly claims: AttemptClaims,
    private readonly work: AttemptWork,
    @Inject(AttemptStore) private readonly attempts: Pick<AttemptStore, 'find'>,
  ) {
    for (const name of [...REMOTE_METHODS, 'local'] as const) {
      this.lines.set(name, new CallLine(MAX_CALLS, MAX_WAITING, (attemptId) => this.run(attemptId)));
    }
  }

  /** Runs the attempt of a charge or refund by this method, for the request that made it; one that runs already, once. */
  start(attemptId: string, method: RemoteMethod, context?: CallContext): void {
    this.enter(attemptId, method, { context });
  }

  /** Has the attempts of a command leased as they are made, and runs them under that lease, while there are places. */
  takingLeases(method: BillingMethod | null, context?: CallContext): Pick<SubmitOptions, 'takeLease'> {
    if (!this.hasPlace(method)) return {};
    return {
      takeLease: (lease) =>
        this.enter(lease.attempt.attemptId, lineNameOf(lease.attempt.kind), { lease, context }),
    };
  }

  /** Runs an attempt that is due. */
  startDue({ attemptId, kind }: DueAttempt): void {
    this.enter(attemptId, lineNameOf(kind));
  }

  /** True when one more attempt by this method, or by any, would be called for at once. */
  private hasPlace(method: BillingMethod | null): boolean {
    const asked = REMOTE_METHODS.filter((name) => method === null || name === method);
    return !this.stopping && asked.every((name) => this.lineOf(name).hasPlace);
  }

  /** True when one more attempt by this method would be left to the reconciler. */
  isFull(method: RemoteMethod): boolean {
    const parked = method === 'wallet_deduction' ? this.turns.size : 0;
    return this.lineOf(method).isFull || parked >= MAX_WAITING;
  }

  /** Finishes the calls that are under way, each bounded by its time-out, before the engine takes no more commands. */
  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    this.turns.close();
    await Promise.all([...this.lines.values()].map((line) => line.close()));
  }

  private enter(attemptId: string, name: LineName, known: Known = {}): void {
    if (this.stopping || this.known.has(attemptId)) return;
    if (name === 'local' ? this.lineOf(name).isFull : this.isFull(name)) return;
    this.known.set(attemptId, known);
    this.lineOf(name).push(attemptId);
  }

  private lineOf(name: LineName): CallLine {
    return this.lines.get(name) as CallLine;
  }

  private async run(attemptId: string): Promise<void> {
    let parked = false;
    try {
      const { lease, context } = this.known.get(attemptId) ?? {};
      const claim = this.stopping ? null : await this.claim(attemptId, lease);
      if (claim?.status === 'waits' && !this.stopping) {
        parked = true;
        this.turns.park(attemptId, claim.accountId);
      } else if (claim?.status === 'claimed') {
        await this.finish({ ...claim.attempt, context });
      }
    } catch (error) {
      // The attempt is due when its lease ends: the reconciler asks what became of it.
      this.logger.error(`Attempt ${attemptId} is left to the reconciler.`, error);
    } finally {
      if (!parked) this.known.delete(attemptId);
    }
  }

  private claim(attemptId: string, lease: FirstLease | undefined): Promise<Claim> {
    return lease ? this.claims.first(lease) : this.claims.claim(attemptId);
  }

  private async finish(attempt: SettlementAttempt): Promise<void> {
    try {
      const next = await this.work.do(attempt);
      if (next !== null) await this.startNext(next, attempt.context);
    } finally {
      if (lineNameOf(attempt.kind) === 'wallet_deduction') this.turns.free(accountIdOf(attempt.account));
    }
  }

  private async startNext(attemptId: string, context: CallContext | undefined): Promise<void> {
    const next = await this.attempts.find(attemptId);
    if (next) this.enter(attemptId, lineNameOf(next.kind), { context });
  }
}

function lineNameOf(kind: AttemptKind): LineName {
  return methodOf({ kind }) ?? 'local';
}
