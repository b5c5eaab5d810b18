import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { isRefund } from '../../domain/decide/outside/attempt-kinds.js';
import type { PayerResult } from '../../integrations/payer/remote-payer.js';
import { type SettlementListener, SettlementNotices } from '../../integrations/payer/settlement-notices.js';
import { AttemptStore } from './attempts/attempt.store.js';
import { isSettled } from './attempts/settlement-attempt.js';
import { Settlement } from './settlement.service.js';

/** Books what upstreams tell by themselves, as if they had been asked. */
@Injectable()
export class ToldSettlements implements OnModuleInit, SettlementListener {
  constructor(
    private readonly notices: SettlementNotices,
    @Inject(AttemptStore) private readonly attempts: Pick<AttemptStore, 'find'>,
    private readonly settlement: Settlement,
  ) {}

  onModuleInit(): void {
    this.notices.listen(this);
  }

  async settled(attemptId: string, result: PayerResult): Promise<void> {
    const attempt = await this.attempts.find(attemptId);
    if (attempt === null) return;
    // A refund that has arrived may come back; for all else the first outcome counts.
    const mayChange = isRefund(attempt) && attempt.state === 'succeeded' && result.status === 'declined';
    if (isSettled(attempt.state) && !mayChange) return;
    // The attempt that goes on in its place, where there is one, is due and found by the reconciler.
    await this.settlement.settleAsTold(attempt, result);
  }
}
