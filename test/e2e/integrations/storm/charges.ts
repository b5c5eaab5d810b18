import type { Command } from '../../money/faults/load/command.js';
import type { SeededRandom } from '../../money/faults/load/seeded-random.js';
import { type Payers, PRODUCTS } from './payers.js';

const METHODS = {
  wallet: 'wallet_deduction',
  credits: 'credit_consumption',
  card: 'payment_charge',
} as const;
const LEAST_BY_CARD = 50;

/** A charge of chance, under a key that no other one has. */
export function chargeOf(payers: Payers, key: string, random: SeededRandom): Command {
  const dice = random.between(1, 100);
  if (dice <= 45) return charge(key, 'wallet', random.pick(payers.wallets), random.between(1, 2_000));
  if (dice <= 50) return charge(key, 'wallet', random.pick(payers.poor), random.between(1, 1_000));
  if (dice <= 75) return charge(key, 'credits', random.pick(payers.credits), random.between(1, 500));
  return charge(key, 'card', random.pick(payers.cards), random.between(LEAST_BY_CARD, 5_000));
}

function charge(key: string, from: keyof typeof METHODS, user: string, quantity: number): Command {
  const body = {
    user_id: user,
    product_id: PRODUCTS[from].id,
    service_type: 'model_inference',
    usage_amount: String(quantity),
    billing_method: METHODS[from],
    request_id: key,
  };
  const effect = { as: 'record', user, amount: String(quantity), from } as const;
  return { key, method: 'POST', path: '/api/v1/usage/record', body, effect, poisoned: false };
}
