import { Inject, Injectable } from '@nestjs/common';
import { accountOf } from '../../domain/account.js';
import type { ProcessCommand } from '../../domain/commands.js';
import { isRemoteMethod } from '../../domain/payers/remote.js';
import type { BulkAnswer, BulkEnginePort, BulkItem } from '../../engine/engine.port.js';
import { Engine } from '../../engine/engine.service.js';
import { PriceBook } from '../../engine/pricing/price-book.js';
import { SettlementRunner } from '../settlement/calls/settlement.runner.js';
import { UnpricedUsageStore, type UnpricedRecord } from './unpriced-usage.store.js';

/** Records that go into the engine together: a batch's worth. */
const CHUNK = 256;
/** Most chunks of a product in one turn. */
const CHUNKS = 40;

/** Bills the records of a product that waited for its price, as `billing/process` does, behind all callers. */
@Injectable()
export class PricedRecords {
  constructor(
    private readonly store: UnpricedUsageStore,
    private readonly book: PriceBook,
    @Inject(Engine) private readonly engine: BulkEnginePort,
    @Inject(SettlementRunner) private readonly runner: Pick<SettlementRunner, 'start'>,
  ) {}

  /** Reads new prices, whichever process has written them down. */
  catchUp(): Promise<void> {
    return this.book.catchUp();
  }

  isPriced(productId: string): boolean {
    return this.book.has(productId);
  }

  /** True when all of the product's were looked at; false when there may be more. */
  async bill(productId: string, stop: AbortSignal): Promise<boolean> {
    let after = '';
    for (let chunk = 0; chunk < CHUNKS && !stop.aborted; chunk += 1) {
      const records = await this.store.pendingOf(productId, after, CHUNK);
      // What was used before the first price stays unpriced, and is not decided again for nothing.
      const priced = records.filter(({ usageAt }) => this.book.priceAt(productId, usageAt) !== null);
      if (priced.length > 0) await this.process(priced);
      if (records.length < CHUNK) return true;
      after = records.at(-1)?.billingId ?? after;
    }
    return false;
  }

  private async process(records: readonly UnpricedRecord[]): Promise<void> {
    const { answers } = await this.engine.submitBulk(records.map(itemOf));
    for (const answer of await answers) this.startPayment(answer);
  }

  /** What the runner has no room for is due in the table, where the reconciler finds it. */
  private startPayment(answer: BulkAnswer<ProcessCommand>): void {
    if ('error' in answer || answer.replayed || answer.outcome.status !== 'processing') return;
    const { attemptId, method } = answer.outcome;
    if (attemptId !== null && isRemoteMethod(method)) this.runner.start(attemptId, method);
  }
}

/** One key a record: of several processes that bill it, one does. */
function itemOf({ billingId, accountId }: UnpricedRecord): BulkItem<ProcessCommand> {
  return {
    key: `priced-${billingId}`,
    command: {
      type: 'process',
      account: accountOf(accountId),
      billingId,
      method: null,
      paymentMethodId: null,
      forceCharge: false,
    },
  };
}
