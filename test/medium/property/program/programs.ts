import fc from 'fast-check';
import type { CommandType } from '../../../../src/domain/commands.js';
import { MAKERS } from './makers.js';
import { addCardOf, subscribeOf } from './membership-makers.js';
import type { Burst, Change, Leap, PricePlan, Program, QuotaPlan, Step, WorldPlan } from './program.js';
import { currency, DAY_MS, HOUR_MS, limit, seldom, serviceType, unitPrice, which } from './values.js';
import { outside, payers } from './payers-outside.js';
import { claim, send } from './steps.js';
import { outsideStory } from './stories.js';
import { chargeToWalletOf } from './usage-makers.js';
import { grantCreditsTo, openWalletOf, setOverdraftTo } from './wallet-makers.js';

const USERS = 3;

const freeTier = fc.record({ limit, period: fc.constantFrom('daily', 'monthly', 'yearly') });
const from = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(-1000 * DAY_MS, -60 * DAY_MS) },
  { weight: 2, arbitrary: fc.constantFrom(-DAY_MS, 0, HOUR_MS, 20 * DAY_MS) },
);

const price: fc.Arbitrary<PricePlan> = fc
  .record({
    currency,
    shape: fc.oneof(
      { weight: 3, arbitrary: unitPrice.map((unitPrice) => ({ unitPrice, dimensions: {} })) },
      {
        weight: 2,
        arbitrary: fc
          .record({ input: unitPrice, output: unitPrice, cached: seldom(unitPrice) })
          .map(({ cached, ...rest }) => ({
            unitPrice: null,
            dimensions: { ...rest, ...(cached === null ? {} : { cached }) },
          })),
      },
    ),
    freeTier: seldom(freeTier, 2),
    fromMs: from,
    lastsMs: seldom(fc.constantFrom(HOUR_MS, 40 * DAY_MS), 8),
  })
  .map(({ shape, ...rest }) => ({ ...shape, ...rest }));

/** The first one since long ago. */
const prices = fc
  .tuple(price, fc.array(price, { maxLength: 2 }))
  .map(([first, others]) => [{ ...first, fromMs: -1000 * DAY_MS }, ...others]);

const quota: fc.Arbitrary<QuotaPlan> = fc.record({
  scope: fc.constantFrom('user', 'organization'),
  of: which,
  limit,
  enforcement: fc.constantFrom('hard', 'hard', 'soft'),
  period: fc.constantFrom('daily', 'weekly', 'monthly'),
  serviceType,
  product: seldom(fc.nat({ max: 4 })),
});

/** Moments near the turns of days, weeks, months and years, and one in the middle of everything. */
const start = fc.constantFrom(
  Date.UTC(2025, 5, 11, 10, 20, 30, 400),
  Date.UTC(2024, 0, 31, 23, 59, 59, 990),
  Date.UTC(2024, 1, 29, 12),
  Date.UTC(2024, 11, 31, 23, 30),
);

const cell = fc.nat({ max: 1 });
const world: fc.Arbitrary<WorldPlan> = fc.record({
  start,
  users: fc.array(cell, { minLength: USERS, maxLength: USERS }),
  organizations: fc.array(cell, { minLength: 1, maxLength: 2 }),
  products: fc.array(prices, { minLength: 2, maxLength: 4 }),
  quotas: fc.array(quota, { maxLength: 5, size: 'max' }),
  outside,
});

const sends = (Object.keys(MAKERS) as CommandType[]).map((type) => ({
  weight: MAKERS[type].weight,
  arbitrary: send(type, MAKERS[type].maker),
}));

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  ...sends,
  { weight: 10, arbitrary: claim },
  { weight: 15, arbitrary: fc.record({ kind: fc.constant('again' as const), of: which }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('clash' as const), of: which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('price' as const), product: which, price }) },
);

const leap: fc.Arbitrary<Leap> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(1000, 61_000, HOUR_MS, DAY_MS, 7 * DAY_MS, 45 * DAY_MS) },
  { weight: 3, arbitrary: fc.constantFrom('end of month' as const, 'next month' as const) },
);

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('payers' as const), payers }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      cells: fc.constantFrom([0, 1], [0, 1], [0], [1]),
      to: leap,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('limit' as const),
      of: which,
      limit,
      enforcement: fc.constantFrom('hard', 'soft'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('quota' as const),
      quota: fc
        .record({ quota, scope: fc.constantFrom('user', 'organization', 'subscription') })
        .map(({ quota, scope }) => ({ ...quota, scope })),
    }),
  },
);

const burst: fc.Arbitrary<Burst> = fc.record({
  before: fc.array(change, { maxLength: 2 }),
  callers: fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.array(anyStep, { minLength: 1, maxLength: 5, size: 'max' }) },
      { weight: 3, arbitrary: outsideStory },
    ),
    { minLength: 1, maxLength: 6, size: 'max' },
  ),
});

/** So that most accounts have something to lose: each opens for itself, all at the same time. */
const opening: fc.Arbitrary<Burst> = fc
  .tuple(...Array.from({ length: USERS + 2 }, (_, payer) => openingOf(payer)))
  .map((callers) => ({ before: [], callers: callers.filter((steps) => steps.length > 0) }));

function openingOf(payer: number): fc.Arbitrary<Step[]> {
  const self = fc.constant(payer);
  return fc
    .tuple(
      fc.array(send('open_wallet', openWalletOf(self)), { maxLength: 2 }),
      fc.array(send('set_overdraft', setOverdraftTo(fc.constantFrom('100', '20', '0.5'))), { maxLength: 1 }),
      fc.array(send('grant_credits', grantCreditsTo(self)), { maxLength: 1 }),
      fc.array(send('add_payment_method', addCardOf(self)), { maxLength: 1 }),
      fc.array(send('subscribe', subscribeOf(self)), { maxLength: 1 }),
      seldom(debtOf(payer), 2).map((steps) => steps ?? []),
    )
    .map((steps) => steps.flat());
}

/** Too much for the wallet, forced upon it, and then a lower limit. */
function debtOf(payer: number): fc.Arbitrary<Step[]> {
  return fc
    .tuple(
      fc.array(send('charge', chargeToWalletOf(payer)), { minLength: 1, maxLength: 3 }),
      fc.array(send('process', MAKERS.process.maker), { minLength: 1, maxLength: 2 }),
      fc.array(send('set_overdraft', MAKERS.set_overdraft.maker), { minLength: 1, maxLength: 2 }),
    )
    .map((steps) => steps.flat());
}

export const programs: fc.Arbitrary<Program> = fc
  .record({ world, opening, bursts: fc.array(burst, { minLength: 3, maxLength: 7, size: 'max' }) })
  .map(({ world, opening, bursts }) => ({ world, bursts: [opening, ...bursts] }));
