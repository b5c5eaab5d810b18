import { decimal, formatMoney, formatQuantity } from '../domain/decimal.js';
import type { Quote } from '../domain/rating/quote.js';
import { moneyOrNull } from './charging/charge-result.mapper.js';
import type { QuoteDto } from './dto/quote.dto.js';
import { toChargeLineDto } from './records/record.mapper.js';

/** In the order that the specification prints, then what it does not print. */
export function toQuoteDto(quote: Quote): QuoteDto {
  return {
    success: true,
    product_id: quote.productId,
    usage_amount: formatQuantity(decimal(quote.usageAmount)),
    unit_price: moneyOrNull(quote.unitPrice),
    total_cost: formatMoney(decimal(quote.totalCost)),
    currency: quote.currency,
    is_free_tier: quote.isFreeTier,
    is_included_in_subscription: quote.isIncludedInSubscription,
    suggested_billing_method: quote.suggestedMethod,
    available_billing_methods: [...quote.availableMethods],
    message: 'Billing cost calculated',
    free_tier_remaining:
      quote.freeTierRemaining === null ? null : formatQuantity(decimal(quote.freeTierRemaining)),
    wallet_balance: moneyOrNull(quote.walletBalance),
    credit_balance: moneyOrNull(quote.creditBalance),
    charge_lines: quote.lines.map(toChargeLineDto),
    is_price_stale: quote.isPriceStale,
  };
}
