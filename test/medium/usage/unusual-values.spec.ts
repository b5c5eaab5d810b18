import { describe, expect, it } from '@jest/globals';
import { BatchClient } from '../../support/api/batch-client.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { usageEvents } from '../../support/api/usage-events.js';
import { usageTexts } from '../../support/api/usage-texts.js';

const service = serviceSuite('unusual_values');
const { api, given } = service;
const events = usageEvents(service);
const { recordsOf } = events;
const { eventOf, post } = usageTexts(service, events);
const batch = new BatchClient(service);
const RECORD = '/api/v1/usage/record';

describe('a member that comes twice', () => {
  it('counts as it was said last, for the payer and for the key alike', async () => {
    const [first, last] = [await given.payer('10'), await given.payer('10')];
    const twice = eventOf(first, `,"request_id":"a","request_id":"b","user_id":"${last}"`);
    const single = await post(RECORD, twice);
    expect([single.status, single.replayed]).toEqual([200, false]);
    const { results } = await batch.list(`[${twice},${eventOf(last, ',"request_id":"b"')}]`);
    expect(results).toMatchObject([
      { status: 200, replayed: true, billing_id: single.body['billing_id'] },
      { status: 200, replayed: true, billing_id: single.body['billing_id'] },
    ]);
    expect([await recordsOf(first), await recordsOf(last)]).toEqual([0, 1]);
  });

  it('called __proto__ is data as any other: it is kept, and tells one request from another', async () => {
    const userId = await given.payer('10');
    const withProto = (n: number) => eventOf(userId, `,"usage_details":{"__proto__":{"n":${n}}}`);
    const first = await post(RECORD, withProto(1), 'application/json', 'proto');
    expect(first.status).toBe(200);
    expect((await post(RECORD, withProto(1), 'application/json', 'proto')).replayed).toBe(true);
    expect((await post(RECORD, withProto(2), 'application/json', 'proto')).status).toBe(409);
    const { body } = await api.get(`/api/v1/billing/record/${String(first.body['billing_id'])}`);
    expect(JSON.stringify(body['usage_details'])).toBe('{"__proto__":{"n":1}}');
  });
});

describe('a number', () => {
  it.each([
    ['-0', '0'],
    ['-0.0e5', '0'],
    ['1E+3', '1000'],
    ['25e-4', '0.0025'],
    ['1000.000000000000000000000', '1000'],
  ])('written %s is %s', async (written, quantity) => {
    const { status, body } = await post(
      RECORD,
      eventOf(await given.payer('10'), `,"usage_amount":${written}`),
    );
    expect(status).toBe(200);
    const record = await api.get(`/api/v1/billing/record/${String(body['billing_id'])}`);
    expect(record.body['usage_amount']).toBe(quantity);
  });

  it.each(['1e-400', '-1e-400', '1e400', '1e-19', '1e20', '-1', '"1e3"', '"-0"', '" 1"', '"٣"'])(
    'written %s is refused, and nothing is recorded',
    async (written) => {
      const userId = await given.payer('10');
      const { status, body } = await post(RECORD, eventOf(userId, `,"usage_amount":${written}`));
      expect([status, (body['errors'] as { field: string }[])[0]?.field]).toEqual([422, 'usage_amount']);
      expect(await recordsOf(userId)).toBe(0);
    },
  );
});

describe('an instant', () => {
  it('is the same request in whatever offset it is written', async () => {
    const userId = await given.payer('10');
    const at = (time: string) => eventOf(userId, `,"request_id":"1","usage_timestamp":"${time}"`);
    expect((await post(RECORD, at('2025-10-01T02:00:00.000+02:00'))).status).toBe(200);
    for (const same of ['2025-10-01T00:00:00Z', '2025-09-30T18:30:00-0530', '2025-10-01']) {
      expect((await post(RECORD, at(same))).replayed).toBe(true);
    }
    expect((await post(RECORD, at('2025-10-01T00:00:00-00:01'))).status).toBe(409);
    expect(await recordsOf(userId)).toBe(1);
  });

  it.each(['2016-12-31T23:59:60Z', '2025-10-01T24:00:00Z', '2025-10-01T00:00:00+24:00', '+002025-10-01'])(
    'written %s is refused, and the field is named',
    async (time) => {
      const userId = await given.payer('10');
      const { status, body } = await post(RECORD, eventOf(userId, `,"usage_timestamp":"${time}"`));
      expect([status, (body['errors'] as { field: string }[])[0]?.field]).toEqual([422, 'usage_timestamp']);
    },
  );
});

it('the books are in order after all this', async () => {
  expect(await faultsOfBooks(service.database)).toEqual([]);
});
