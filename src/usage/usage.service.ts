import { Injectable } from '@nestjs/common';
import { type Charged, ChargeSubmission } from '../billing/charging/charge-submission.service.js';
import type { CallContext } from '../integrations/upstream/calls/call-context.js';
import type { RecordUsageDto } from './dto/record-usage.dto.js';
import { toChargeCommand } from './record-usage.mapper.js';

/** Records usage events and bills them at once. */
@Injectable()
export class UsageService {
  constructor(private readonly charges: ChargeSubmission) {}

  /** The same key and body come to one record and one charge, however often and wherever they arrive. */
  record(usage: RecordUsageDto, key: string, context: CallContext): Promise<Charged> {
    return this.charges.submit(toChargeCommand(usage), key, context);
  }
}
