import { describe, expect, it } from '@jest/globals';
import { calendarPeriod } from '../../../src/domain/rating/period.js';
import { analyticsSuite, iso, matching, query } from './analytics-suite.js';

const HOUR_MS = 3_600_000;

const suite = analyticsSuite('statistics');
const { random, randomQuestion } = suite;
const { api } = suite.service;

describe('the history that both suites here ask about', () => {
  it('has records of every kind and refunds', () => {
    expect(suite.scan.size).toEqual({
      records: 600,
      refunds: expect.any(Number),
      statuses: ['completed', 'failed', 'pending', 'refunded'],
    });
    expect(suite.scan.size.refunds).toBeGreaterThan(30);
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
      const expected = suite.scan.stats(question.start, question.end, currency, matching(question.filter));
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
