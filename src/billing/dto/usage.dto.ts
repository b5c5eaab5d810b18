import type { Decimal } from '../../domain/decimal.js';
import { ACCOUNT_TYPES, type AccountType } from '../../domain/vocabulary.js';
import { IsDecimal } from '../../http/validation/is-decimal.js';
import { IsId, OptionalId } from '../../http/validation/is-id.js';
import { IsInstant } from '../../http/validation/is-instant.js';
import { IsJsonObject } from '../../http/validation/is-json-object.js';
import { IsObjectOf } from '../../http/validation/is-object-of.js';
import { IsOneOf } from '../../http/validation/is-one-of.js';
import { PricingContextDto } from './pricing-context.dto.js';

/** Who used how much of what, when, and who pays: what recording and calculating have in common. */
export abstract class UsageDto {
  /** Who used it. */
  @IsId({ example: 'user123' })
  user_id: string;

  /** What was used. */
  @IsId({ example: 'gpt-4' })
  product_id: string;

  /** Quantity in the product's unit. */
  @IsDecimal({ example: 1000 })
  usage_amount: Decimal;

  /** The organisation that the usage is attributed to; its quotas count too. */
  @OptionalId({ example: 'org456' })
  organization_id?: string;

  /** The subscription whose included quantities may cover the usage. It must be the payer's. */
  @OptionalId({ example: 'sub123' })
  subscription_id?: string;

  /** May name the subscription in place of `subscription_id`. */
  @IsObjectOf(() => PricingContextDto, { optional: true })
  pricing_context?: PricingContextDto;

  /** The agent that acted for the user. */
  @OptionalId({ example: 'agent_research' })
  agent_id?: string;

  /**
   * Anything that describes the usage, at most 16 KiB. `model` groups statistics; where the product's price has
   * dimensions, the members named like them are their quantities.
   */
  @IsJsonObject({ optional: true, example: { tokens: 1000, model: 'gpt-4' } })
  usage_details?: Record<string, unknown>;

  /** When the usage happened (ISO 8601); on arrival when absent; at most 5 minutes in the future. */
  @IsInstant({ optional: true, example: '2025-10-11T03:09:58Z' })
  usage_timestamp?: number;

  /** Who pays, where it is not the user; only together with `billing_account_id`. */
  @IsOneOf(ACCOUNT_TYPES, { optional: true, enumName: 'AccountType' })
  billing_account_type?: AccountType;

  /** Id of the user or organisation that pays; only together with `billing_account_type`. */
  @OptionalId()
  billing_account_id?: string;
}
