import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiAnswer } from '../../support/api/api-client.js';
import { serviceSuite } from '../../support/service/service-suite.js';

const HOUR_MS = 3_600_000;
const RECORDS = '/api/v1/billing/records';

const service = serviceSuite('record lists');
const { api, given } = service;
let userId: string;
let productId: string;
/** Newest first, as a list must answer them. */
let expected: {
  billing_id: string;
  usage_timestamp: string;
  billing_status: string;
  agent_id: string | null;
}[];

beforeAll(async () => {
  productId = await given.product();
  userId = await given.payer('0.1');
  await recordSixty();
  const s = service.database.schema;
  const rows = await service.database.query<
    { usage_timestamp: Date } & Omit<(typeof expected)[0], 'usage_timestamp'>
  >(
    `SELECT billing_id, usage_timestamp, billing_status, agent_id FROM ${s}.billing_records
      WHERE user_id = $1 ORDER BY usage_timestamp DESC, billing_id DESC`,
    [userId],
  );
  expected = rows.map((row) => ({ ...row, usage_timestamp: row.usage_timestamp.toISOString() }));
});

/** Ten hours of usage, ten minutes apart and two at each time; the wallet lasts for fifty. */
async function recordSixty(): Promise<void> {
  const start = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 10 * HOUR_MS;
  for (let n = 0; n < 60; n += 1) {
    const answer = await api.post('/api/v1/usage/record', {
      user_id: userId,
      product_id: productId,
      service_type: n % 2 === 0 ? 'model_inference' : 'api_gateway',
      usage_amount: 1,
      organization_id: 'org456',
      session_id: `session-${n % 3}`,
      usage_timestamp: new Date(start + Math.floor(n / 2) * 20 * 60_000).toISOString(),
      ...(n % 20 === 0 && { agent_id: 'rare' }),
    });
    expect([200, 402]).toContain(answer.status);
  }
}

function idsOf({ status, body }: ApiAnswer): string[] {
  expect(status).toBe(200);
  return (body['records'] as { billing_id: string }[]).map((record) => record.billing_id);
}

function expectedIds(matches: (record: (typeof expected)[0]) => boolean = () => true): string[] {
  return expected.filter(matches).map((record) => record.billing_id);
}

const ofUser = (more = '') => api.get(`${RECORDS}/user/${userId}?${more}`);

describe('the records of a user', () => {
  it('come newest first with every column, the total and the page', async () => {
    const answer = await ofUser();
    expect(idsOf(answer)).toEqual(expectedIds().slice(0, 50));
    expect(answer.body).toMatchObject({ user_id: userId, total_count: 60, limit: 50, offset: 0 });
    const [record] = (await ofUser('status=completed&limit=1')).body['records'] as object[];
    expect(record).toEqual({
      id: expect.any(Number),
      billing_id: expect.stringMatching(/^bill_/),
      usage_record_id: expect.stringMatching(/^usage_/),
      user_id: userId,
      organization_id: 'org456',
      agent_id: null,
      subscription_id: null,
      session_id: expect.stringMatching(/^session-/),
      request_id: null,
      payer: { type: 'user', id: userId },
      product_id: productId,
      service_type: 'api_gateway',
      model: null,
      usage_amount: '1',
      unit_price: '0.002',
      total_amount: '0.002',
      refunded_amount: '0',
      currency: 'CREDIT',
      billing_method: 'wallet_deduction',
      billing_status: 'completed',
      failure_reason: null,
      usage_timestamp: expect.stringMatching(/Z$/),
      usage_details: null,
      charge_lines: [
        { dimension: 'usage', quantity: '1', unit_price: '0.002', amount: '0.002', kind: 'priced' },
      ],
      wallet_transaction_id: expect.stringMatching(/^txn_/),
      payment_transaction_id: null,
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
    });
  });

  it('are each on exactly one page, by cursor and by offset', async () => {
    const byCursor: string[] = [];
    let cursor: string | null = null;
    do {
      const answer: ApiAnswer = await ofUser(`limit=7${cursor === null ? '' : `&cursor=${cursor}`}`);
      byCursor.push(...idsOf(answer));
      expect(answer.body['total_count']).toBe(60);
      cursor = answer.body['next_cursor'] as string | null;
    } while (cursor !== null);
    expect(byCursor).toEqual(expectedIds());
    const byOffset: string[] = [];
    for (let offset = 0; offset < 60; offset += 7)
      byOffset.push(...idsOf(await ofUser(`limit=7&offset=${offset}`)));
    expect(byOffset).toEqual(expectedIds());
    expect(idsOf(await ofUser('offset=60'))).toEqual([]);
  });

  it('are filtered and counted by status, agent, service type and organisation', async () => {
    const failed = await ofUser('status=failed&limit=500');
    expect(idsOf(failed)).toEqual(expectedIds((record) => record.billing_status === 'failed'));
    expect(failed.body['total_count']).toBe(10);
    const rare = await ofUser('agent_id=rare&limit=1');
    expect(idsOf(rare)).toEqual(expectedIds((record) => record.agent_id === 'rare').slice(0, 1));
    expect(rare.body['total_count']).toBe(3);
    const next = await ofUser(`agent_id=rare&limit=2&cursor=${String(rare.body['next_cursor'])}`);
    expect(idsOf(next)).toEqual(expectedIds((record) => record.agent_id === 'rare').slice(1));
    expect(next.body['next_cursor']).toBeNull();
    expect((await ofUser('service_type=api_gateway')).body['total_count']).toBe(30);
    expect((await ofUser('organization_id=other')).body).toMatchObject({ records: [], total_count: 0 });
  });

  it('are counted exactly between any two minutes', async () => {
    const times = expected.map((record) => Date.parse(record.usage_timestamp));
    const newest = times[0] as number;
    for (const [from, to] of [
      [0, 1],
      [25, 95],
      [5, 610],
      [60, 120],
      [90, 91],
    ] as const) {
      const [start, end] = [newest - to * 60_000, newest - from * 60_000];
      const answer = await ofUser(`limit=500&start_date=${iso(start)}&end_date=${iso(end)}`);
      const ids = expectedIds(({ usage_timestamp: at }) => at >= iso(start) && at < iso(end));
      expect(idsOf(answer)).toEqual(ids);
      expect(answer.body['total_count']).toBe(ids.length);
    }
  });

  it('are counted one by one where the roll-ups cannot tell', async () => {
    const answer = await ofUser('session_id=session-1&limit=3');
    expect(answer.body).toMatchObject({ total_count: 20 });
    expect(answer.body).not.toHaveProperty('total_is_lower_bound');
    expect(idsOf(answer)).toHaveLength(3);
  });

  it('say so when there are more than are counted', async () => {
    const s = service.database.schema;
    await service.database.query(
      `INSERT INTO ${s}.billing_records (cell, billing_id, account_id, user_id, session_id, product_id, service_type,
              usage_amount, total_amount, billing_status, usage_timestamp, created_at, updated_at)
       SELECT 0, 'bill_' || n, 'user:busy', 'busy', 'long', 'p', 'other', 1, 0, 'pending', '2025-01-01', now(), now()
         FROM generate_series(1, 10001) n`,
    );
    await service.database.query(
      `INSERT INTO ${s}.usage_rollups
       VALUES (0, 'user:busy', '2025-01-01', 'busy', '', '', 'p', 'other', '', '', 'pending', '', 10001, 10001, 0, 0, 0, 0)`,
    );
    const answer = await api.get(`${RECORDS}/user/busy?session_id=long&limit=1`);
    expect(answer.body).toMatchObject({ total_count: 10_000, total_is_lower_bound: true });
    expect((await api.get(`${RECORDS}/user/busy?limit=1`)).body).toMatchObject({ total_count: 10_001 });
  });

  it('are none for a user that nobody knows', async () => {
    const { status, body } = await api.get(`${RECORDS}/user/stranger`);
    expect(status).toBe(200);
    expect(body).toEqual({
      user_id: 'stranger',
      records: [],
      total_count: 0,
      limit: 50,
      offset: 0,
      next_cursor: null,
    });
  });

  it.each([
    ['status=lost', 'status'],
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['offset=10001', 'offset'],
    ['offset=-1', 'offset'],
    ['cursor=nonsense', 'cursor'],
    ['start_date=2025-10-02&end_date=2025-10-01T12:00:00Z', 'start_date'],
  ])('refuse %s', async (asked, field) => {
    const { status, body } = await ofUser(asked);
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ field }] });
  });
});

describe('all records', () => {
  it('are listed for one user as the user’s own', async () => {
    const answer = await api.get(`${RECORDS}?user_id=${userId}&limit=5`);
    expect(idsOf(answer)).toEqual(expectedIds().slice(0, 5));
    expect(answer.body).toMatchObject({ total_count: 60, next_cursor: expect.any(String) });
    expect((await api.get(`${RECORDS}?billing_account_id=${userId}`)).body['total_count']).toBe(60);
  });

  it('come on numbered pages in the platform’s shape', async () => {
    const answer = await api.get(`${RECORDS}?user_id=${userId}&page=2&page_size=25`);
    expect(answer.body).toEqual({ records: expect.any(Array), total: 60, page: 2, page_size: 25 });
    expect(idsOf(answer)).toEqual(expectedIds().slice(25, 50));
    expect((await api.get(`${RECORDS}?page_size=1`)).body).toMatchObject({ page: 1, page_size: 1 });
  });

  it.each([
    ['page=0', 'page'],
    ['page=2&limit=10', 'page'],
    ['page_size=501', 'page_size'],
    ['page=102&page_size=100', 'page'],
  ])('refuse %s', async (asked, field) => {
    const { status, body } = await api.get(`${RECORDS}?${asked}`);
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ field }] });
  });
});

function iso(time: number): string {
  return new Date(time).toISOString();
}
