import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import type { ChargeCommand, ProcessCommand } from '../../domain/commands.js';
import type { ChargeOutcome } from '../../domain/outcomes.js';
import { DomainError, refuse } from '../../domain/problems.js';
import type { EnginePort } from '../../engine/engine.port.js';
import { Engine } from '../../engine/engine.service.js';
import { PRODUCT_CLIENT, type ProductClient } from '../../integrations/product/product.client.js';
import { SettlementRunner } from '../settlement/settlement.runner.js';
import { SettlementWaits } from '../settlement/settlement-waits.js';

/** What became of a charge, as far as the request's time allowed to see. */
export interface Charged {
  readonly outcome: ChargeOutcome;
  readonly replayed: boolean;
}

/**
 * Submits a charge, and when its payer is a card, runs the payment and waits for it. The first of several equal
 * requests runs the payment; the others, in this process or another, wait for the same settlement.
 */
@Injectable()
export class ChargeSubmission {
  constructor(
    @Inject(Engine) private readonly engine: EnginePort,
    @Inject(SettlementRunner) private readonly runner: Pick<SettlementRunner, 'start' | 'isFull'>,
    @Inject(SettlementWaits) private readonly waits: Pick<SettlementWaits, 'settled'>,
    @Inject(PRODUCT_CLIENT) private readonly products: Pick<ProductClient, 'isUnknown' | 'look'>,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async submit(command: ChargeCommand | ProcessCommand, key: string): Promise<Charged> {
    this.refuseWhenFull(command);
    if (command.type === 'charge' && this.products.isUnknown(command.usage.productId)) {
      await this.products.look([command.usage.productId]);
    }
    const first = await this.decide(command, key);
    const { status, attemptId } = first.outcome;
    if (status !== 'processing' || attemptId === null) return first;

    // Listens before it starts: the settlement may come back before the next line.
    const settled = this.waits.settled(attemptId, this.config.settlement.waitMs);
    if (!first.replayed) this.runner.start(attemptId);
    return (await settled) ? this.finalAnswer(command, key, first) : first;
  }

  /** The settlement replaced the stored answer; the same command under the same key reads it. */
  private async finalAnswer(
    command: ChargeCommand | ProcessCommand,
    key: string,
    first: Charged,
  ): Promise<Charged> {
    try {
      const { outcome } = await this.decide(command, key);
      return { outcome, replayed: first.replayed };
    } catch (error) {
      // The charge is committed and under way, which a full queue must not turn into a 503.
      if (error instanceof DomainError) return first;
      throw error;
    }
  }

  private async decide(command: ChargeCommand | ProcessCommand, key: string): Promise<Charged> {
    return this.engine.submit(command, { key, deadlineMs: this.config.http.requestDeadlineMs });
  }

  private refuseWhenFull(command: ChargeCommand | ProcessCommand): void {
    if (command.method !== 'payment_charge' || !this.runner.isFull()) return;
    throw new DomainError(refuse('overloaded', 'Too many payments are under way', { retry_after: 1 }));
  }
}
