import { toUsageEvent } from '../billing/usage-event.mapper.js';
import type { ChargeCommand } from '../domain/commands.js';
import { namedAccount } from '../integrations/account/named-account.js';
import type { RecordUsageDto } from './dto/record-usage.dto.js';

/** The payer is the billing account where one is named, else the user; the organisation only gets the attribution. */
export function toChargeCommand(dto: RecordUsageDto): ChargeCommand {
  return {
    type: 'charge',
    account: namedAccount(dto),
    usage: toUsageEvent(dto, dto),
    method: dto.billing_method ?? null,
    paymentMethodId: dto.payment_method_id ?? null,
  };
}
