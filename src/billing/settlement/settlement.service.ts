import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import type { SettlePaymentCommand } from '../../domain/commands.js';
import type { EnginePort } from '../../engine/engine.port.js';
import { Engine } from '../../engine/engine.service.js';
import type { PaymentResult } from '../../integrations/payment/payment.client.js';
import { NO_ANSWER, type NoAnswer } from './payment-call.service.js';
import type { SettlementAttempt } from './settlement-attempt.js';
import { SettlementWaits } from './settlement-waits.js';

/** The longest pause between two questions about one attempt. */
const MAX_RECHECK_MS = 3_600_000;

/** Brings the outcome of a call into the books, and wakes the requests that wait for it. */
@Injectable()
export class Settlement {
  constructor(
    @Inject(Engine) private readonly engine: EnginePort,
    @Inject(SettlementWaits) private readonly waits: Pick<SettlementWaits, 'wake'>,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** Settling an attempt a second time changes nothing, whoever comes second. */
  async settle(attempt: SettlementAttempt, result: PaymentResult | NoAnswer): Promise<void> {
    if (attempt.billingId === null) throw new Error(`The attempt ${attempt.attemptId} belongs to no record.`);
    const outcome = this.outcomeOf(attempt, result);
    await this.engine.submit(
      {
        type: 'settle_payment',
        account: attempt.account,
        billingId: attempt.billingId,
        attemptId: attempt.attemptId,
        outcome,
      },
      { key: keyOf(attempt, outcome), internal: true },
    );
    if (outcome.status !== 'unknown') this.waits.wake(attempt.attemptId);
  }

  private outcomeOf(
    attempt: SettlementAttempt,
    result: PaymentResult | NoAnswer,
  ): SettlePaymentCommand['outcome'] {
    if (result !== NO_ANSWER) return result;
    const nextCheckInMs = Math.min(this.config.settlement.recheckMs * 2 ** attempt.checks, MAX_RECHECK_MS);
    return { status: 'unknown', nextCheckInMs };
  }
}

/** Each question that stays open is an effect of its own: it moves the next one. */
function keyOf(attempt: SettlementAttempt, outcome: SettlePaymentCommand['outcome']): string {
  return outcome.status === 'unknown'
    ? `${attempt.attemptId}:unknown:${attempt.checks}`
    : `${attempt.attemptId}:${outcome.status}`;
}
