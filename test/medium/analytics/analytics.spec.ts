import { beforeAll, describe, expect, it } from '@jest/globals';
import { type CalendarUnit, calendarPeriod } from '../../../src/domain/period.js';
import { serviceSuite } from '../../support/service-suite.js';
import { naiveAggregations } from './naive-aggregations.js';
import { type Matches, NaiveScan } from './naive-scan.js';
import { bookHistory, seededRandom, USERS } from './usage-history.fixture.js';

const SEED = 20_251_011;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const service = serviceSuite('analytics');
const { api } = service;
let scan: NaiveScan;
const end = calendarPeriod('hour', Date.now()).start;
const random = seededRandom(SEED);

beforeAll(async () => {
  await bookHistory(service, end, random);
  scan = await NaiveScan.of(service.database);
});

interface Question {
  readonly start: number;
  readonly end: number;
  readonly filter: Record<string, string>;
}

/** Ranges of minute precision: within an hour, over an edge, over days. */
function randomQuestion(): Question {
  const length = Math.ceil(random() * [50, 130, 900, 4_000][Math.floor(random() * 4)]!) * MINUTE_MS;
  const start = end - Math.ceil(random() * 73 * 60) * MINUTE_MS;
  const filters = [
    {},
    {},
    { user_id: USERS[Math.floor(random() * 3)]! },
    { organization_id: 'org-a' },
    { model: 'small' },
  ];
  return {
    start,
    end: start + length,
    filter: filters[Math.floor(random() * filters.length)]! as Record<string, string>,
  };
}

function matching(filter: Record<string, string>): Matches {
  return (record) =>
    Object.entries(filter).every(([name, value]) => record[name as keyof typeof record] === value);
}

function query(question: Question, names: [string, string], more: Record<string, string> = {}): string {
  const range = { [names[0]]: iso(question.start), [names[1]]: iso(question.end) };
  return new URLSearchParams({ ...range, ...question.filter, ...more }).toString();
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

describe('the history that the suites below ask about', () => {
  it('has records of every kind and refunds', () => {
    expect(scan.size).toEqual({
      records: 600,
      refunds: expect.any(Number),
      statuses: ['completed', 'failed', 'pending', 'refunded'],
    });
    expect(scan.size.refunds).toBeGreaterThan(30);
  });
});

describe('statistics', () => {
  it('equal a scan of every record and refund, for ranges that begin and end anywhere', async () => {
    for (let round = 0; round < 60; round += 1) {
      const question = randomQuestion();
      const currency = random() < 0.3 ? 'USD' : 'CREDIT';
      const asked = query(question, ['start_date', 'end_date'], { currency });
      const { status, body } = await api.get(`/api/v1/stats?${asked}`);
      expect(status).toBe(200);
      const expected = scan.stats(question.start, question.end, currency, matching(question.filter));
      expect({ asked, ...body }).toEqual({ asked, ...expected, as_of: expect.any(String) });
    }
  });

  it('cover 30 days of full hours without dates, up to the next full hour', async () => {
    const { body } = await api.get('/api/v1/billing/stats');
    const next = calendarPeriod('hour', Date.now()).end;
    expect(body).toMatchObject({
      total_billing_records: 600,
      stats_period_start: iso(next - 30 * 24 * HOUR_MS),
      stats_period_end: iso(next),
    });
    expect(Object.keys(body).slice(0, 3)).toEqual([
      'total_billing_records',
      'pending_billing_records',
      'completed_billing_records',
    ]);
  });

  it('take a date as the end with that whole day', async () => {
    const { body } = await api.get('/api/v1/stats?start_date=2025-10-01&end_date=2025-10-31');
    expect(body).toMatchObject({
      total_billing_records: 0,
      total_revenue: '0',
      revenue_by_service: {},
      stats_period_start: '2025-10-01T00:00:00.000Z',
      stats_period_end: '2025-11-01T00:00:00.000Z',
    });
  });

  it('refuse a range that ends before it begins', async () => {
    const { status, body } = await api.get('/api/v1/stats?start_date=2025-10-02&end_date=2025-09-30');
    expect(status).toBe(422);
    expect(body).toMatchObject({
      detail: 'start_date must be before end_date',
      errors: [{ field: 'start_date' }],
    });
  });
});

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
    const records = scan.recordsIn(question.start, question.end, matches);
    const refunds = scan.refundsIn(question.start, question.end, matches);
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
