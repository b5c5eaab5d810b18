import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../../config/app-config.js';
import { WalletTransfers } from '../../../integrations/wallet/wallet-transfers.service.js';
import { AttemptStore } from '../attempts/attempt.store.js';
import { LeaseStore } from '../attempts/lease.store.js';
import { NO_ANSWER, NOT_SENT, PayerCall } from './payer-call.service.js';
import { isFresh, type SettlementAttempt } from '../attempts/settlement-attempt.js';
import { GIVEN_UP, Settlement } from '../settlement.service.js';

/** For how long what is not found may fail to be sent again, since it was last sent. */
export const LONGEST_UNSENT_MS = 86_400_000;

/**
 * Does what a claimed attempt needs. One that was never sent is sent. Of any other the payer is asked first: an
 * attempt without an answer may have moved value.
 */
@Injectable()
export class AttemptWork {
  constructor(
    private readonly call: PayerCall,
    private readonly settlement: Settlement,
    @Inject(LeaseStore) private readonly leases: Pick<LeaseStore, 'renew'>,
    @Inject(AttemptStore) private readonly attempts: Pick<AttemptStore, 'notThere' | 'takeBackTry'>,
    @Inject(WalletTransfers) private readonly transfers: Pick<WalletTransfers, 'complete'>,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** Answers the attempt that is to be run next, where there is one. */
  async do(attempt: SettlementAttempt): Promise<string | null> {
    switch (attempt.kind) {
      case 'transfer':
        await this.transfers.complete(attempt.attemptId);
        return null;
      case 'decision':
        return this.settlement.decideAgain(attempt);
      default:
        return isFresh(attempt) ? this.send(attempt) : this.askFirst(attempt);
    }
  }

  private async send(attempt: SettlementAttempt): Promise<string | null> {
    return this.settlement.settle(attempt, await this.call.send(attempt));
  }

  private async askFirst(attempt: SettlementAttempt): Promise<string | null> {
    const found = await this.call.ask(attempt);
    if (found !== null) return this.settlement.settle(attempt, found);
    // Younger than this, the call may still be on its way: that the payer does not have it says nothing yet.
    const { callTimeoutMs, recheckMs, tries } = this.config.settlement;
    const graceMs = callTimeoutMs + recheckMs - attempt.sentAgeMs;
    if (graceMs > 0) return this.askLater(attempt, graceMs, false);
    if (attempt.absences + 1 < this.call.absencesNeeded(attempt)) {
      return this.askLater(attempt, recheckMs, true);
    }
    if (attempt.tries >= tries) return this.giveUp(attempt);
    const renewed = await this.leases.renew(attempt);
    return renewed === null ? null : this.sendAgain(renewed, attempt);
  }

  /** Unless it turns out to have moved its value after all; without an answer to that it stays to be asked about. */
  private async giveUp(attempt: SettlementAttempt): Promise<string | null> {
    return this.settlement.settle(attempt, (await this.call.withdraw(attempt)) ?? GIVEN_UP);
  }

  /**
   * Not sent this time says nothing of the times before: it stays to be asked about, and was no try. But what could not
   * be sent for so long, and is not there, is not waited for any more.
   */
  private async sendAgain(renewed: SettlementAttempt, before: SettlementAttempt): Promise<string | null> {
    const answer = await this.call.send(renewed);
    if (answer !== NOT_SENT) return this.settlement.settle(renewed, answer);
    if (before.sentAgeMs >= LONGEST_UNSENT_MS) return this.giveUp(renewed);
    await this.attempts.takeBackTry(renewed, before);
    return this.settlement.settle(renewed, NO_ANSWER);
  }

  private async askLater(attempt: SettlementAttempt, pauseMs: number, counts: boolean): Promise<null> {
    await this.attempts.notThere(attempt, pauseMs, counts);
    return null;
  }
}
