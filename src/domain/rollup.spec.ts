import { describe, expect, it } from '@jest/globals';
import { NOW, recordWith } from '../../test/support/domain/domain-state.js';
import { decimal, formatQuantity, type Decimal } from './decimal.js';
import type { BillingRecord } from './record.js';
import { refundDelta, rollupDeltas, type RollupDelta } from './rollup.js';
import { BILLING_STATUSES } from './vocabulary.js';

type Measures = Record<string, string | number>;

function measuresOf({ count, quantity, charged, refunded, costFailed, costPending }: RollupDelta): Measures {
  const money: Record<string, Decimal> = { quantity, charged, refunded, costFailed, costPending };
  const texts = Object.entries(money).map(([name, value]) => [name, formatQuantity(value)]);
  return { count, ...Object.fromEntries(texts) };
}

const NOTHING = { count: 0, quantity: '0', charged: '0', refunded: '0', costFailed: '0', costPending: '0' };

/** What the deltas come to per status. */
function byStatus(deltas: readonly RollupDelta[]): Record<string, Measures> {
  return Object.fromEntries(deltas.map((delta) => [delta.status, measuresOf(delta)]));
}

describe('a new record', () => {
  it.each([
    ['completed', { charged: '4' }],
    ['refunded', { charged: '4' }],
    ['failed', { costFailed: '4' }],
    ['pending', { costPending: '4' }],
    ['processing', { costPending: '4' }],
  ] as const)('that is %s counts once and its cost in one column', (status, cost) => {
    const deltas = rollupDeltas(null, recordWith({ status }));
    expect(byStatus(deltas)).toEqual({ [status]: { ...NOTHING, count: 1, quantity: '4', ...cost } });
  });

  it('goes to the hour of its usage, and what it does not have is empty', () => {
    const record = recordWith({ currency: null, method: null });
    expect(rollupDeltas(null, record)[0]).toMatchObject({
      usageHour: Date.UTC(2025, 9, 6, 10),
      organizationId: '',
      agentId: '',
      model: '',
      method: '',
      currency: '',
    });
  });
});

describe('a change', () => {
  it('moves the record from its old row to its new one', () => {
    const before = recordWith({ status: 'failed', method: null });
    const deltas = rollupDeltas(before, recordWith());
    expect(byStatus(deltas)).toEqual({
      failed: { ...NOTHING, count: -1, quantity: '-4', costFailed: '-4' },
      completed: { ...NOTHING, count: 1, quantity: '4', charged: '4' },
    });
    expect(deltas.map(({ method }) => method)).toEqual(['', 'wallet_deduction']);
  });

  it('back and forth through every status comes to zero in every row', () => {
    const totals = new Map<string, Measures>();
    const path: BillingRecord[] = [...BILLING_STATUSES, ...BILLING_STATUSES].map((status, step) =>
      recordWith({ status, total: decimal(String(step)), method: step % 2 ? 'payment_charge' : null }),
    );
    path.push(path[0] as BillingRecord);
    for (let step = 1; step < path.length; step += 1) {
      for (const delta of rollupDeltas(path[step - 1] as BillingRecord, path[step] as BillingRecord)) {
        const row = `${delta.status} ${delta.method}`;
        totals.set(row, added(totals.get(row) ?? NOTHING, measuresOf(delta)));
      }
    }
    for (const measures of totals.values()) expect(measures).toEqual(NOTHING);
  });

  function added(a: Measures, b: Measures): Measures {
    const names = Object.keys(NOTHING);
    const sums = names.map((name) =>
      name === 'count'
        ? [name, Number(a[name]) + Number(b[name])]
        : [name, formatQuantity(decimal(String(a[name])).plus(decimal(String(b[name]))))],
    );
    return Object.fromEntries(sums) as Measures;
  }
});

it('a refund is revenue given back in the hour it was made, and counts no record', () => {
  const delta = refundDelta(recordWith({ status: 'refunded' }), decimal('4'), NOW + 59 * 60_000);
  expect(delta).toMatchObject({ usageHour: NOW, status: 'refunded', currency: 'CREDIT' });
  expect(measuresOf(delta)).toEqual({ ...NOTHING, refunded: '4' });
});
