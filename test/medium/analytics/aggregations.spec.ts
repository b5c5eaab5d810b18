import { describe, expect, it } from '@jest/globals';
import type { CalendarUnit } from '../../../src/domain/rating/period.js';
import { analyticsSuite, matching, query, type Question } from './analytics-suite.js';
import { naiveAggregations } from './naive-aggregations.js';

const suite = analyticsSuite('aggregations');
const { service, random, randomQuestion } = suite;
const { api } = service;

describe('aggregations', () => {
  const UNITS = { hourly: 'hour', daily: 'day', weekly: 'week', monthly: 'month' } as const;
  const GROUPINGS = [
    [],
    ['user_id'],
    ['agent_id'],
    ['organization_id', 'model'],
    ['product_id', 'service_type'],
  ] as const;

  it('equal a scan of every record and refund, for every period and group', async () => {
    for (let round = 0; round < 60; round += 1) {
      const question = randomQuestion();
      const periodType = pick(Object.keys(UNITS) as (keyof typeof UNITS)[]);
      const groupBy = pick(GROUPINGS);
      const currency = random() < 0.3 ? 'USD' : 'CREDIT';
      const more = {
        period_type: periodType,
        currency,
        limit: '10000',
        ...(groupBy.length > 0 && { group_by: groupBy.join(',') }),
      };
      const asked = query(question, ['period_start', 'period_end'], more);
      const { status, body } = await api.get(`/api/v1/usage/aggregations?${asked}`);
      expect(status).toBe(200);
      expect({ asked, rows: comparable(body['aggregations'] as Row[], groupBy) }).toEqual({
        asked,
        rows: expectedRows(question, UNITS[periodType], groupBy, currency),
      });
      expect(body['total_count']).toBe((body['aggregations'] as Row[]).length);
    }
  });

  type Row = Record<string, unknown> & {
    service_breakdown: Record<string, { products: object; models: object }>;
  };

  function comparable(rows: Row[], groupBy: readonly string[]) {
    return Object.fromEntries(
      rows.map((row) => [
        [row['period_start'], ...groupBy.map((column) => row[column] ?? '')].join('|'),
        {
          usage_count: row['total_usage_count'],
          usage_amount: row['total_usage_amount'],
          total_cost: row['total_cost'],
          cost_failed: row['cost_failed'],
          cost_pending: row['cost_pending'],
          is_billed: row['is_billed'],
          services: row.service_breakdown,
        },
      ]),
    );
  }

  function expectedRows(
    question: Question,
    unit: CalendarUnit,
    groupBy: (typeof GROUPINGS)[number],
    currency: string,
  ): object {
    const matches = matching(question.filter);
    const records = suite.scan.recordsIn(question.start, question.end, matches);
    const refunds = suite.scan.refundsIn(question.start, question.end, matches);
    return naiveAggregations({ records, refunds }, unit, groupBy, currency);
  }

  function pick<T>(values: readonly T[]): T {
    return values[Math.floor(random() * values.length)] as T;
  }

  it('have one row a day by default, latest first, in the platform’s shape', async () => {
    const { body } = await api.get(
      '/api/v1/billing/usage/aggregations?user_id=rich&service_type=model_inference',
    );
    const rows = body['aggregations'] as Row[];
    const starts = rows.map((row) => String(row['period_start']));
    expect(starts).toEqual([...starts].sort().reverse());
    const [first] = rows;
    expect(first).toMatchObject({
      aggregation_id: `agg_daily_${String(first?.['period_start']).replaceAll(/\D/g, '').slice(0, 14)}`,
      period_type: 'daily',
      total_usage: first?.['total_usage_amount'],
      currency: 'CREDIT',
    });
    expect(body['filters']).toMatchObject({
      user_id: 'rich',
      service_type: 'model_inference',
      period_type: 'daily',
      currency: 'CREDIT',
      group_by: [],
      limit: 100,
    });
  });

  it('count all rows and answer as many as asked for', async () => {
    const all = await api.get('/api/v1/usage/aggregations?group_by=user,product_id&period_type=day');
    const some = await api.get(
      '/api/v1/usage/aggregations?group_by=user_id,product&period_type=daily&limit=3',
    );
    expect(some.body['total_count']).toBe(all.body['total_count']);
    expect(some.body['aggregations']).toEqual((all.body['aggregations'] as Row[]).slice(0, 3));
  });

  it('are empty, not wrong, where there is no usage', async () => {
    const { status, body } = await api.get('/api/v1/usage/aggregations?user_id=nobody');
    expect(status).toBe(200);
    expect(body).toMatchObject({ aggregations: [], total_count: 0 });
  });

  it.each([
    ['period_type=fortnight', 'period_type'],
    ['group_by=colour', 'group_by'],
    ['limit=0', 'limit'],
    ['currency=XXX', 'currency'],
    ['service_type=nothing', 'service_type'],
    ['period_start=yesterday', 'period_start'],
  ])('refuse %s', async (asked, field) => {
    const { status, body } = await api.get(`/api/v1/usage/aggregations?${asked}`);
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ field }] });
  });

  it('name the bound that a range of too many periods breaks', async () => {
    const { status, body } = await api.get(
      '/api/v1/usage/aggregations?period_type=hour&period_start=2025-10-01&period_end=2025-10-20',
    );
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'aggregation_too_large', bound: { what: 'periods', most: 400 } });
  });

  it('name the bound that too many groups break', async () => {
    const s = service.database.schema;
    await service.database.query(
      `INSERT INTO ${s}.usage_rollups
       SELECT 0, 'user:u' || n, '2020-01-01T05:00:00Z', 'u' || n, '', '', 'p', 'other', '', 'wallet_deduction',
              'completed', 'CREDIT', 1, 1, 1, 0, 0, 0
         FROM generate_series(1, 1001) n`,
    );
    const day = 'period_start=2020-01-01&period_end=2020-01-01';
    const { status, body } = await api.get(`/api/v1/usage/aggregations?${day}&group_by=user`);
    expect(status).toBe(422);
    expect(body).toMatchObject({ code: 'aggregation_too_large', bound: { what: 'groups', most: 1000 } });
    const ungrouped = await api.get(`/api/v1/usage/aggregations?${day}`);
    expect(ungrouped.body).toMatchObject({ total_count: 1, aggregations: [{ total_usage_count: 1001 }] });
  });
});
