import { describe, expect, it } from '@jest/globals';
import { aggregationsOf } from './aggregation.mapper.js';
import type { PartRow } from './aggregations.statement.js';

function part(values: Partial<PartRow>): PartRow {
  return {
    row_count: '1',
    group_count: '1',
    row_number: '1',
    period_start: new Date('2025-10-06T00:00:00Z'),
    user_id: 'alice',
    organization_id: '',
    agent_id: '',
    product_id: 'gpt-4',
    service_type: 'model_inference',
    model: '',
    record_count: '1',
    billed_count: '1',
    quantity: '10',
    charged: '1.5',
    refunded: '0',
    cost_failed: '0',
    cost_pending: '0',
    ...values,
  };
}

const WEEKLY = { periodType: 'weekly', groups: [], currency: 'CREDIT' } as const;

describe('aggregationsOf', () => {
  it('sums the parts of a row exactly and breaks them down', () => {
    const rows = aggregationsOf(
      [
        part({ charged: '0.1', model: 'small' }),
        part({ charged: '0.2', refunded: '0.05', product_id: 'gpt-5', billed_count: '0' }),
        part({ service_type: 'other', product_id: '__proto__', charged: '0', quantity: '0.5' }),
      ],
      WEEKLY,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      aggregation_id: 'agg_weekly_20251006000000',
      period_end: '2025-10-13T00:00:00.000Z',
      total_usage_count: 3,
      total_usage_amount: '20.5',
      total_cost: '0.25',
      refunded: '0.05',
      is_billed: false,
      service_breakdown: {
        model_inference: {
          total_cost: '0.25',
          products: { 'gpt-4': { total_cost: '0.10' }, 'gpt-5': { total_cost: '0.15' } },
          models: { small: { usage_count: 1, usage_amount: '10', total_cost: '0.10' } },
        },
      },
    });
    const other = rows[0]?.service_breakdown['other'];
    expect(Object.entries(other?.products ?? {})).toEqual([
      ['__proto__', { usage_count: 1, usage_amount: '0.5', total_cost: '0' }],
    ]);
  });

  it('names the group of a row, with null for usage without it, and tells groups apart by their id', () => {
    const rows = aggregationsOf([part({ agent_id: 'a1' }), part({ agent_id: '', row_number: '2' })], {
      ...WEEKLY,
      groups: ['user', 'agent'],
    });
    expect(rows.map(({ user_id, agent_id }) => [user_id, agent_id])).toEqual([
      ['alice', 'a1'],
      ['alice', null],
    ]);
    expect(rows[0]).not.toHaveProperty('model');
    expect(new Set(rows.map((row) => row.aggregation_id)).size).toBe(2);
  });

  it('can fall below zero where more was refunded than charged', () => {
    const [row] = aggregationsOf(
      [part({ record_count: '0', billed_count: '0', quantity: '0', charged: '0', refunded: '2' })],
      WEEKLY,
    );
    expect(row).toMatchObject({ total_usage_count: 0, total_usage_amount: '0', total_cost: '-2.00' });
  });
});
