import fc from 'fast-check';
import type { ChargeCommand, UsageEvent } from '../../../../src/domain/commands.js';
import { decimal } from '../../../../src/domain/decimal.js';
import { exact, textOf } from '../reference/exact.js';
import { latest, type Known } from './known.js';
import type { Maker } from './program.js';
import { DAY_MS, HOUR_MS, mostly, quantity, seldom, serviceType, which } from './values.js';

const METHODS = [
  'wallet_deduction',
  'payment_charge',
  'payment_charge',
  'credit_consumption',
  'subscription_included',
] as const;
export const method = seldom(fc.constantFrom(...METHODS), 3);

const FIVE_MINUTES_MS = 300_000;

/** Milliseconds from the decision: late usage of other months and prices, and clocks that are a little ahead. */
const usedAt = seldom(
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(-1, -HOUR_MS, -DAY_MS, -20 * DAY_MS) },
    { weight: 2, arbitrary: fc.constantFrom(-32 * DAY_MS, -70 * DAY_MS, -800 * DAY_MS) },
    { weight: 1, arbitrary: fc.constantFrom(FIVE_MINUTES_MS, FIVE_MINUTES_MS + 1) },
  ),
  3,
);

/** The parts as a client would write them: decimals, whole numbers, and now and then something that is neither. */
const partsStyle = fc.oneof(
  { weight: 8, arbitrary: fc.constant('text' as const) },
  { weight: 2, arbitrary: fc.constant('number' as const) },
  { weight: 1, arbitrary: fc.constantFrom('none' as const, 'negative' as const, 'wrong sum' as const) },
);

/** One of the numbers of products stands for the one that has no price. */
const UNKNOWN = 30;

const plan = fc.record({
  payer: which,
  user: mostly(which),
  organization: seldom(which, 3),
  agent: seldom(fc.constant('agent-1')),
  subscription: seldom(which, 3),
  foreignSubscription: fc.nat({ max: 9 }),
  product: which,
  serviceType,
  input: quantity,
  output: fc.constantFrom('0', '1', '2.5', '4'),
  style: partsStyle,
  model: seldom(fc.constant('m-1'), 3),
  usedAt,
  method,
  card: seldom(which, 5),
});

type Plan = typeof plan extends fc.Arbitrary<infer Of> ? Of : never;

function chargeOf(of: Omit<Plan, 'input'> & { readonly input: string }, known: Known): ChargeCommand {
  const account = known.payer(of.payer);
  const { users, organizations, products } = known.cast;
  const at = of.usedAt === null ? null : known.cast.nowOf(account) + of.usedAt;
  // Mostly the payer's own usage.
  const user = of.user === null ? null : users[of.user % users.length];
  const own = account.type === 'user' ? account.id : users[0];
  const usage: UsageEvent = {
    userId: (user ?? own) as string,
    organizationId:
      of.organization === null
        ? null
        : ((organizations[of.organization % organizations.length] as string | undefined) ?? null),
    agentId: of.agent,
    subscriptionId: subscriptionOf(known, account.id, of.subscription, of.foreignSubscription === 9),
    sessionId: null,
    requestId: null,
    productId: (of.product === UNKNOWN
      ? products.at(-1)
      : products[of.product % (products.length - 1)]) as string,
    serviceType: of.serviceType,
    usageAmount: decimal(textOf(exact(of.input) + exact(of.output))),
    usageDetails: detailsOf(of),
    usageTimestamp: at,
  };
  const card = of.card === null ? null : latest(known.cards, of.card);
  return {
    type: 'charge',
    account,
    usage,
    method: of.method,
    paymentMethodId: card?.paymentMethodId ?? null,
  };
}

export const charge: fc.Arbitrary<Maker<ChargeCommand>> = plan.map((of) => (known) => chargeOf(of, known));

/** What brings a wallet to its end. */
export function chargeToWalletOf(payer: number): fc.Arbitrary<Maker<ChargeCommand>> {
  const wanted = { payer, user: null, product: 0, usedAt: null, method: 'wallet_deduction' as const };
  return plan.map((of) => (known) => chargeOf({ ...of, ...wanted }, known));
}

/** Usage that no rule refuses: what is left to see is what becomes of its payers. */
export function chargeOutside(asked: typeof method, payer = which): fc.Arbitrary<Maker<ChargeCommand>> {
  const input = fc.constantFrom('1', '5', '2.5', '2.75', '1.333333333333333333', '0.1');
  return fc.record({ of: plan, method: asked, input, payer }).map(
    ({ of, method, input, payer }) =>
      (known) =>
        chargeOf({ ...of, ...PLAIN_USAGE, method, input, payer }, known),
  );
}

const PLAIN_USAGE = {
  user: null,
  organization: null,
  subscription: null,
  product: 0,
  usedAt: null,
  output: '0',
  style: 'text',
  card: null,
} as const;

function subscriptionOf(known: Known, payer: string, n: number | null, foreign: boolean): string | null {
  if (n === null) return null;
  const own = known.subscriptions.filter(({ account }) => (account.id === payer) !== foreign);
  return latest(own, n)?.subscriptionId ?? (foreign ? 'nobody’s' : null);
}

function detailsOf(of: {
  readonly input: string;
  readonly output: string;
  readonly style: 'text' | 'number' | 'none' | 'negative' | 'wrong sum';
  readonly model: string | null;
}): UsageEvent['usageDetails'] {
  const model = of.model === null ? {} : { model: of.model };
  switch (of.style) {
    case 'none':
      return of.model === null ? null : model;
    case 'negative':
      return { ...model, input: '-1', output: 'many' };
    case 'wrong sum':
      return { ...model, input: of.input, output: '1000' };
    case 'number':
      return { ...model, input: numberOf(of.input), output: numberOf(of.output) };
    case 'text':
      return { ...model, input: of.input, output: of.output };
  }
}

/** Only what a JSON number carries without loss. */
function numberOf(text: string): number | string {
  return /^\d{1,9}(\.\d{1,2})?$/.test(text) ? Number(text) : text;
}
