import { Inject, Injectable, Logger } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { type AttemptOutcome, accountIdOf } from '../../domain/commands.js';
import { ZERO } from '../../domain/decimal.js';
import { isRefund, methodOf } from '../../domain/decide/outside/attempt-kinds.js';
import type { EnginePort } from '../../engine/engine.port.js';
import { Engine } from '../../engine/engine.service.js';
import { RemoteStanding } from '../../engine/remote-standing.js';
import type { PayerResult } from '../../integrations/payer/remote-payer.js';
import { plainText } from '../../integrations/upstream/answers/plain-text.js';
import { NO_ANSWER, NOT_SENT, type NoAnswer, type NotSentAnswer } from './calls/payer-call.service.js';
import type { SettlementAttempt } from './attempts/settlement-attempt.js';
import { SettlementWaits } from './settlement-waits.js';

/** The longest pause between two questions about one attempt. */
const MAX_RECHECK_MS = 3_600_000;

/** The payer was asked, late and often enough, and does not have it; and it was sent as often as may be. */
export const GIVEN_UP = Symbol('GivenUp');

type Answer = PayerResult | NotSentAnswer | NoAnswer | typeof GIVEN_UP;

/** Brings the outcome of a call into the books, and wakes the requests that wait for it. */
@Injectable()
export class Settlement {
  private readonly logger = new Logger(Settlement.name);

  constructor(
    @Inject(Engine) private readonly engine: EnginePort,
    @Inject(SettlementWaits) private readonly waits: Pick<SettlementWaits, 'wake'>,
    @Inject(RemoteStanding) private readonly standing: Pick<RemoteStanding, 'learn'>,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * Settling an attempt a second time changes nothing, whoever comes second. Answers the attempt that goes on in its
   * place, where the next method is tried.
   */
  async settle(attempt: SettlementAttempt, answer: Answer): Promise<string | null> {
    this.learnFrom(attempt, answer);
    return this.submit(attempt, this.outcomeOf(attempt, answer), attempt.leaseNumber);
  }

  /** What an upstream told by itself: it counts whoever holds the lease. */
  async settleAsTold(attempt: SettlementAttempt, result: PayerResult): Promise<string | null> {
    return this.submit(attempt, this.outcomeOf(attempt, result), null);
  }

  /** Decides a pending record again whose payer could not be reached; answers the attempt to run, if any. */
  async decideAgain({
    account,
    billingId,
    attemptId,
    leaseNumber,
  }: SettlementAttempt): Promise<string | null> {
    if (billingId === null) throw new Error(`The attempt ${attemptId} belongs to no record.`);
    const { outcome } = await this.engine.submit(
      { type: 'decide_again', account, billingId, attemptId, leaseNumber },
      { key: `${attemptId}:${leaseNumber}`, internal: true },
    );
    return outcome.stale ? null : outcome.attemptId;
  }

  private async submit(
    { account, billingId, attemptId, quotaIds }: SettlementAttempt,
    outcome: AttemptOutcome,
    leaseNumber: number | null,
  ): Promise<string | null> {
    if (billingId === null) throw new Error(`The attempt ${attemptId} belongs to no record.`);
    const settled = await this.engine.submit(
      { type: 'settle_payment', account, billingId, attemptId, leaseNumber, outcome },
      { key: `${attemptId}:${leaseNumber ?? 'told'}:${outcome.status}`, internal: true, quotaIds },
    );
    if (settled.outcome.stale) {
      this.logger.warn(
        `The outcome ${outcome.status} of attempt ${attemptId} came too late: lease ${String(leaseNumber)} has passed to another.`,
      );
      return null;
    }
    const { final } = settled;
    const answer = final?.kind === 'charge' ? final : null;
    if (outcome.status !== 'unknown') this.waits.wake(attemptId, { answer });
    return settled.outcome.attemptId;
  }

  private outcomeOf(attempt: SettlementAttempt, answer: Answer): AttemptOutcome {
    if (answer === GIVEN_UP) return { status: 'given_up' };
    if (answer === NOT_SENT) return { status: 'not_sent' };
    if (answer === NO_ANSWER) {
      const nextCheckInMs = Math.min(this.config.settlement.recheckMs * 2 ** attempt.checks, MAX_RECHECK_MS);
      return { status: 'unknown', nextCheckInMs };
    }
    if (answer.status === 'declined') return { ...answer, reason: plainText(answer.reason) };
    const { status, transactionId, balance } = answer;
    return { status, transactionId, balance: balance ?? null };
  }

  /** Whoever was just told that it is not enough need not be asked first next time. */
  private learnFrom(attempt: SettlementAttempt, answer: Answer): void {
    const method = methodOf(attempt);
    if (method === null || isRefund(attempt) || typeof answer === 'symbol') return;
    const account = accountIdOf(attempt.account);
    if (answer.status === 'succeeded') {
      if (answer.balance) this.standing.learn(account, method, attempt.currency, answer.balance);
    } else if (answer.code.startsWith('insufficient')) {
      this.standing.learn(account, method, attempt.currency, ZERO);
    }
  }
}
