import type { Decimal } from '../../domain/decimal.js';
import type { Posting } from '../../domain/ledger.js';

/** What moved, as far as the outside of a ledger can tell. */
export interface MovedMoney {
  charged: number;
  refunded: number;
  deposited: number;
  granted: number;
  withdrawn: number;
  transferred_out: number;
  transferred_in: number;
  other: number;
}

/** Prices decide which currencies there are; should somebody make up more, they share one name. */
const MAX_CURRENCIES = 32;
const OTHER_CURRENCIES = 'other';

/**
 * Money moved by currency and kind, in floating point: Prometheus knows nothing else. Good to some fifteen digits, for
 * rates and alerts; the exact sums are those of the postings.
 */
export class MoneyCounts {
  readonly byCurrency = new Map<string, MovedMoney>();

  add(posting: Posting): void {
    this.of(posting.currency)[kindOf(posting)] += approximately(posting.amount);
  }

  private of(currency: string): MovedMoney {
    const known = this.byCurrency.get(currency);
    if (known !== undefined) return known;
    if (this.byCurrency.size >= MAX_CURRENCIES && currency !== OTHER_CURRENCIES) {
      return this.of(OTHER_CURRENCIES);
    }
    const none: MovedMoney = {
      charged: 0,
      refunded: 0,
      deposited: 0,
      granted: 0,
      withdrawn: 0,
      transferred_out: 0,
      transferred_in: 0,
      other: 0,
    };
    this.byCurrency.set(currency, none);
    return none;
  }
}

function kindOf({ source, destination, operation }: Posting): keyof MovedMoney {
  if (destination === 'revenue') return 'charged';
  if (source === 'refunds') return 'refunded';
  if (operation === 'transfer_out') return 'transferred_out';
  if (operation === 'transfer_in') return 'transferred_in';
  if (source === 'deposits') return destination === 'credits' ? 'granted' : 'deposited';
  return destination === 'external' ? 'withdrawn' : 'other';
}

/** The nearest double or its neighbour, without the way over a text. */
function approximately({ c: digits, e: exponent, s: sign }: Decimal): number {
  let whole = 0;
  for (const digit of digits) whole = whole * 10 + digit;
  const shift = exponent - digits.length + 1;
  return sign * (shift < 0 ? whole / 10 ** -shift : whole * 10 ** shift);
}
