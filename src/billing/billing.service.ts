import { Inject, Injectable } from '@nestjs/common';
import { accountOf } from '../domain/account.js';
import type { Quote } from '../domain/rating/quote.js';
import type { EnginePort } from '../engine/engine.port.js';
import { Engine } from '../engine/engine.service.js';
import { namedAccount } from '../integrations/account/named-account.js';
import { PRODUCT_CLIENT, type ProductClient } from '../integrations/product/product.client.js';
import type { CallContext } from '../integrations/upstream/calls/call-context.js';
import { type Charged, ChargeSubmission } from './charging/charge-submission.service.js';
import type { CalculateDto } from './dto/calculate.dto.js';
import type { ProcessDto } from './dto/process.dto.js';
import { billingIdOf, toProcessCommand } from './process.mapper.js';
import { RecordLookup } from './record-lookup.store.js';
import { toUsageEvent } from './usage-event.mapper.js';

/** Prices usage, and bills records that could not be billed when they were made. */
@Injectable()
export class BillingService {
  constructor(
    @Inject(Engine) private readonly engine: EnginePort,
    private readonly charges: ChargeSubmission,
    private readonly records: RecordLookup,
    @Inject(PRODUCT_CLIENT) private readonly products: Pick<ProductClient, 'isUnknown' | 'look'>,
  ) {}

  /** What the usage would cost now. Changes nothing. Throws `product_pricing_not_found`, `price_unavailable`. */
  async calculate(usage: CalculateDto): Promise<Quote> {
    await this.lookIfUnknown(usage.product_id);
    const serviceType = usage.service_type ?? 'other';
    return this.engine.quote({
      account: namedAccount(usage),
      usage: toUsageEvent(usage, { service_type: serviceType }),
      method: null,
    });
  }

  /** Decides a pending or failed record again. Throws `billing_record_not_found`, `billing_already_processed`. */
  async process(request: ProcessDto, key: string, context: CallContext): Promise<Charged> {
    const billingId = billingIdOf(request);
    const record = await this.records.get(billingId);
    await this.lookIfUnknown(record.product_id);
    const command = toProcessCommand(request, billingId, accountOf(record.account_id));
    return this.charges.submit(command, key, context);
  }

  private async lookIfUnknown(productId: string): Promise<void> {
    if (this.products.isUnknown(productId)) await this.products.look([productId]);
  }
}
