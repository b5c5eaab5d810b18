import Big from 'big.js';
import type { Command } from '../../../money/faults/load/command.js';
import type { SeededRandom } from '../../../money/faults/load/seeded-random.js';
import { type Kind, KINDS } from './kinds.js';
import type { Payers } from './payers.js';
import { PRODUCTS } from './products.js';

/** A charge, and how often it is asked back once it is paid: at once by as many, each under a key of its own. */
export interface Story {
  readonly charge: Command;
  readonly refunds: number;
}

/** A record that was paid, as its refund needs it. */
export interface Paid {
  readonly key: string;
  readonly user: string;
  readonly amount: string;
  readonly billingId: string;
}

const REFUNDED_PERCENT = 30;
const REFUNDED_TWICE_PERCENT = 8;

/** Makes up what happens to these payers. */
export class Stories {
  private readonly kinds: readonly Kind[];
  private readonly weights: number;

  constructor(private readonly payers: Payers) {
    this.kinds = KINDS.filter((kind) => payers[kind.payers].length > 0);
    this.weights = this.kinds.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** A story of chance, under keys that no other one has. */
  next(key: string, random: SeededRandom): Story {
    let dice = random.between(1, this.weights);
    const kind = this.kinds.find(({ weight }) => (dice -= weight) <= 0) as Kind;
    const percent = random.between(1, 100);
    return { charge: this.charge(kind, key, random), refunds: refundsOf(percent) };
  }

  private charge({ payers, product, method, most }: Kind, key: string, random: SeededRandom): Command {
    const payer = random.pick(this.payers[payers]);
    const quantity = String(random.between(1, most));
    const { id, unit_price } = PRODUCTS[product];
    const isOrganization = payers === 'organizations' || payers === 'organizationCards';
    const body = {
      user_id: payer,
      product_id: id,
      service_type: 'model_inference',
      usage_amount: quantity,
      request_id: key,
      ...(method && { billing_method: method }),
      ...(isOrganization && { billing_account_type: 'organization', billing_account_id: payer }),
    };
    const amount = new Big(quantity).times(unit_price).toFixed();
    const effect = { as: 'record', user: payer, amount, from: 'outside' } as const;
    return { key, method: 'POST', path: '/api/v1/usage/record', body, effect, poisoned: false };
  }
}

/** The `time`th asking back of a record. */
export function refundOf({ key, user, amount, billingId }: Paid, time: number): Command {
  return {
    key: `${key}-back-${time}`,
    method: 'PUT',
    path: `/api/v1/billing/record/${billingId}/status?status=refunded`,
    body: null,
    effect: { as: 'refund', user, amount, billingId },
    poisoned: false,
  };
}

function refundsOf(percent: number): number {
  if (percent <= REFUNDED_TWICE_PERCENT) return 2;
  return percent <= REFUNDED_PERCENT ? 1 : 0;
}
