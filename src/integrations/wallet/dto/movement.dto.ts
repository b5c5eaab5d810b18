import type { Decimal } from '../../../domain/decimal.js';
import { IsMoneyAmount } from '../../../http/validation/is-decimal.js';
import { IsJsonObject } from '../../../http/validation/is-json-object.js';
import { IsText } from '../../../http/validation/is-text.js';

/** An amount to be moved, in the wallet's currency. */
export class MovementDto {
  /** More than 0. */
  @IsMoneyAmount({ positive: true, example: '25.00' })
  amount: Decimal;

  /** For the wallet's history. */
  @IsText({ optional: true, example: 'Top-up by invoice 2025-10' })
  description?: string;

  /** Anything of yours, kept as it is and shown in the wallet's history. */
  @IsJsonObject({ optional: true })
  metadata?: Record<string, unknown>;
}
