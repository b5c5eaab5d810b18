import type { Account, ProcessCommand } from '../domain/commands.js';
import { DomainError, invalid } from '../domain/problems/problems.js';
import type { ProcessDto } from './dto/process.dto.js';

export function toProcessCommand(dto: ProcessDto, billingId: string, account: Account): ProcessCommand {
  return {
    type: 'process',
    account,
    billingId,
    method: dto.billing_method ?? null,
    paymentMethodId: dto.payment_method_id ?? null,
    forceCharge: dto.force_charge ?? dto.force_process ?? false,
  };
}

/** The record that the request names, by either of its two names. */
export function billingIdOf(dto: ProcessDto): string {
  const byUsage = dto.usage_record_id ? dto.usage_record_id.replace(/^usage_/, 'bill_') : null;
  const billingId = dto.billing_id ?? byUsage;
  if (!billingId) throw unnamed('required', 'billing_id is required');
  if (byUsage !== null && byUsage !== billingId) {
    throw unnamed('agrees', 'billing_id and usage_record_id must name the same record');
  }
  return billingId;
}

function unnamed(rule: string, message: string): DomainError {
  return new DomainError(invalid({ field: 'billing_id', rule, message }));
}
