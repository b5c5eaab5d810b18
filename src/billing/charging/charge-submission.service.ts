import { Inject, Injectable, Logger } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import type { ChargeCommand, ProcessCommand } from '../../domain/commands.js';
import type { ChargeOutcome } from '../../domain/outcomes.js';
import { DomainError, refuse } from '../../domain/problems/problems.js';
import { isRemoteMethod, REMOTE_METHODS } from '../../domain/payers/remote.js';
import type { EnginePort } from '../../engine/engine.port.js';
import { Engine } from '../../engine/engine.service.js';
import { PRODUCT_CLIENT, type ProductClient } from '../../integrations/product/product.client.js';
import type { CallContext } from '../../integrations/upstream/calls/call-context.js';
import { FinalAnswers } from './final-answers.store.js';
import { SettlementRunner } from '../settlement/calls/settlement.runner.js';
import { SettlementWaits } from '../settlement/settlement-waits.js';

/** What became of a charge, as far as the request's time allowed to see. */
export interface Charged {
  readonly outcome: ChargeOutcome;
  readonly replayed: boolean;
}

/**
 * Submits a charge, and when its payer is outside, runs the call and waits for it. The first of several equal
 * requests runs the payment; the others, in this process or another, wait for the same settlement.
 */
@Injectable()
export class ChargeSubmission {
  private readonly logger = new Logger(ChargeSubmission.name);

  constructor(
    @Inject(Engine) private readonly engine: EnginePort,
    @Inject(SettlementRunner)
    private readonly runner: Pick<SettlementRunner, 'start' | 'isFull' | 'takingLeases'>,
    @Inject(SettlementWaits) private readonly waits: Pick<SettlementWaits, 'settled'>,
    @Inject(FinalAnswers) private readonly answers: Pick<FinalAnswers, 'find'>,
    @Inject(PRODUCT_CLIENT) private readonly products: Pick<ProductClient, 'isUnknown' | 'look'>,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** `context` goes out with the calls to the payer that this request waits for. */
  async submit(
    command: ChargeCommand | ProcessCommand,
    key: string,
    context?: CallContext,
  ): Promise<Charged> {
    this.refuseWhenFull(command);
    if (command.type === 'charge' && this.products.isUnknown(command.usage.productId)) {
      await this.products.look([command.usage.productId]);
    }
    const deadline = performance.now() + this.config.settlement.waitMs;
    const answer = await this.engine.submit(command, {
      key,
      deadlineMs: this.config.http.requestDeadlineMs,
      ...this.runner.takingLeases(command.method, context),
    });
    const { outcome: first, replayed } = answer;
    let last = first;
    for (let methods = 0; methods <= REMOTE_METHODS.length; methods += 1) {
      const { status, attemptId, method } = last;
      if (status !== 'processing' || attemptId === null) break;
      // Listens before it starts: the settlement may come back before the next line.
      const settled = this.waits.settled(attemptId, Math.max(deadline - performance.now(), 0));
      const isOurs = last === first && !replayed;
      if (isOurs && isRemoteMethod(method)) this.runner.start(attemptId, method, context);
      const end = await settled;
      if (end === null) break;
      const next = end.answer ?? (await this.finalAnswer(command, key, attemptId));
      if (next === null) break;
      last = next;
      // A method that declined has handed the charge to the next, which is waited for in its turn.
      if (next.attemptId === attemptId) break;
    }
    return { outcome: last, replayed };
  }

  /** A charge that is committed and under way is no failed request, though its outcome cannot be read now. */
  private async finalAnswer(
    command: ChargeCommand | ProcessCommand,
    key: string,
    attemptId: string,
  ): Promise<ChargeOutcome | null> {
    try {
      return await this.answers.find(command, key, attemptId);
    } catch (error) {
      this.logger.warn({ msg: `What became of attempt ${attemptId} could not be read`, err: error });
      return null;
    }
  }

  private refuseWhenFull({ method }: ChargeCommand | ProcessCommand): void {
    if (!isRemoteMethod(method) || !this.runner.isFull(method)) return;
    throw new DomainError(refuse('overloaded', 'Too many payments are under way', { retry_after: 1 }));
  }
}
