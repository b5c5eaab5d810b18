import type { ChargeCommand } from '../src/domain/commands.js';
import { decimal } from '../src/domain/decimal.js';
import type { EnginePort } from '../src/engine/engine.port.js';
import { PRODUCT_ID, SERVICE_TYPE, USAGE_AMOUNT, USAGE_DETAILS, type Contender } from './contender.js';

const DEADLINE_MS = 30_000;

/** The engine in this process: what `usage/record` costs without HTTP, validation and the second process. */
export class EngineContender implements Contender {
  readonly name = 'engine without HTTP';
  readonly note = 'Engine.submit in this process, batches over the lanes';

  constructor(
    private readonly engine: EnginePort,
    private readonly closeContext: () => Promise<void>,
  ) {}

  async charge(userId: string, key: string): Promise<void> {
    const { outcome } = await this.engine.submit(commandOf(userId), { key, deadlineMs: DEADLINE_MS });
    if (outcome.status !== 'completed') throw new Error(`the charge ended ${outcome.status}`);
  }

  close(): Promise<void> {
    return this.closeContext();
  }
}

function commandOf(userId: string): ChargeCommand {
  return {
    type: 'charge',
    account: { type: 'user', id: userId },
    usage: {
      userId,
      organizationId: null,
      agentId: null,
      subscriptionId: null,
      sessionId: null,
      requestId: null,
      productId: PRODUCT_ID,
      serviceType: SERVICE_TYPE,
      usageAmount: decimal(USAGE_AMOUNT),
      usageDetails: USAGE_DETAILS,
      usageTimestamp: null,
    },
    method: 'wallet_deduction',
    paymentMethodId: null,
  };
}
