import { Inject, Injectable } from '@nestjs/common';
import type { ChargeCommand } from '../../domain/commands.js';
import { isRemoteMethod } from '../../domain/payers/remote.js';
import type { BulkAnswer, BulkEnginePort, BulkItem, BulkRide } from '../../engine/engine.port.js';
import { Engine } from '../../engine/engine.service.js';
import { PRODUCT_CLIENT, type ProductClient } from '../../integrations/product/product.client.js';
import { SettlementRunner } from '../settlement/calls/settlement.runner.js';

/**
 * Submits charges chunk by chunk. Nothing here waits for a payment: it is started after the commit, and what the runner
 * has no room for is due in the table, where the reconciler finds it.
 */
@Injectable()
export class BulkCharges {
  constructor(
    @Inject(Engine) private readonly engine: BulkEnginePort,
    @Inject(SettlementRunner) private readonly runner: Pick<SettlementRunner, 'start'>,
    @Inject(PRODUCT_CLIENT) private readonly products: Pick<ProductClient, 'isUnknown' | 'look'>,
  ) {}

  /** Resolves once the chunk waits in its lanes; see {@link BulkEnginePort.submitBulk}. */
  async submit(chunk: readonly BulkItem<ChargeCommand>[]): Promise<BulkRide<ChargeCommand>> {
    const unknown = new Set<string>();
    for (const { command } of chunk) {
      const { productId } = command.usage;
      if (this.products.isUnknown(productId)) unknown.add(productId);
    }
    if (unknown.size > 0) await this.products.look([...unknown]);
    const { answers } = await this.engine.submitBulk(chunk);
    return { answers: answers.then((known) => this.startPayments(known)) };
  }

  private startPayments(answers: readonly BulkAnswer<ChargeCommand>[]): readonly BulkAnswer<ChargeCommand>[] {
    for (const answer of answers) {
      if ('error' in answer || answer.replayed || answer.outcome.status !== 'processing') continue;
      const { attemptId, method } = answer.outcome;
      if (attemptId !== null && isRemoteMethod(method)) this.runner.start(attemptId, method);
    }
    return answers;
  }
}
