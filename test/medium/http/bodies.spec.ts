import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { LIMIT_BYTES, probeSuite, VALID } from './probe.suite.js';

const probe = probeSuite();

describe('the body', () => {
  it('is read, validated and transformed; unknown fields are dropped', async () => {
    const { body } = await probe
      .post('/probe/echo', {
        ...VALID,
        user_id: '  user123 ',
        organization_id: '',
        billing_method: 'subscription_credit',
        usage_timestamp: '2025-10-01T02:00:00.1234567+02:00',
        usage_details: { tokens: 1000, nested: { __proto__: 1 } },
        parts: [{ amount: '0.5' }],
        unknown: 1,
      })
      .expect(200);
    expect(body).toMatchObject({
      user_id: 'user123',
      usage_amount: '1000',
      billing_method: 'credit_consumption',
      at: Date.UTC(2025, 9, 1, 0, 0, 0, 123),
      usage_details: { tokens: 1000 },
      parts: [{ amount: '0.5' }],
    });
    expect(body).not.toHaveProperty('unknown');
    expect(body).not.toHaveProperty('organization_id');
  });

  it.each([
    ['cut off', '{"user_id":', 400, 'malformed_json'],
    ['with a raw control character', '{"user_id":"a\nb"}', 400, 'malformed_json'],
    ['that is not UTF-8', '{"\xff"}', 400, 'malformed_json'],
    ['that is a list', '[1]', 422, 'validation_failed'],
    ['that is null', 'null', 422, 'validation_failed'],
    ['without a byte', '', 422, 'validation_failed'],
    [
      'with a number that would become Infinity',
      '{"user_id":"a","usage_amount":1,"usage_details":{"x":[1e400]}}',
      422,
      'validation_failed',
    ],
    ['of endless depth', '['.repeat(5000) + ']'.repeat(5000), 422, 'validation_failed'],
  ])('%s is refused', async (_name, text, status, code) => {
    const bytes = Buffer.from(text, 'latin1');
    const response = await fetch(`${probe.url}/probe/echo`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: bytes,
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await response.json()).toMatchObject({
      status,
      code,
      type: `/errors/${code}`,
      detail: expect.any(String),
    });
  });

  it('names every field that breaks a rule, with its dotted path', async () => {
    const { body } = await probe
      .post('/probe/echo', {
        usage_amount: -1,
        billing_method: 'gold',
        usage_timestamp: '2025-02-30',
        usage_details: [],
        parts: [{ amount: '1' }, { amount: 0 }],
      })
      .expect(422);
    expect(body.errors).toEqual(
      expect.arrayContaining([
        { field: 'user_id', rule: 'required', message: 'user_id is required' },
        { field: 'usage_amount', rule: 'decimal', message: 'usage_amount must not be negative' },
        { field: 'parts.1.amount', rule: 'money_amount', message: 'parts.1.amount must be more than 0' },
      ]),
    );
    expect(body.errors.map((error: { field: string }) => error.field)).toEqual(
      expect.arrayContaining(['billing_method', 'usage_timestamp', 'usage_details']),
    );
    expect(body.detail).toMatch(/user_id is required; usage_amount must not be negative.*and \d more/);
  });

  it.each([
    ['parts', { parts: [[{ amount: 1 }]] }, 'parts must be a list of objects'],
    ['parts', { parts: [{ amount: 1 }, null] }, 'parts must be a list of objects'],
    ['user_id', { user_id: { constructor: 1 } }, 'user_id must be a string'],
  ])('refuses another shape in %s: %j', async (field, part, message) => {
    const { body } = await probe.post('/probe/echo', { ...VALID, ...part }).expect(422);
    expect(body.errors).toEqual([{ field, rule: expect.any(String), message }]);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'then', 'length'])(
    "keeps a member called %s in an object of the caller's own",
    async (name) => {
      const details = { [name]: { x: 1 }, nested: { [name]: 1 } };
      const { body } = await probe.post('/probe/echo', { ...VALID, usage_details: details }).expect(200);
      expect(body.usage_details).toEqual(details);
    },
  );

  it.each([
    ['usage_amount', '{"user_id":"u","usage_amount":0.1234567890123456}'],
    ['usage_amount', '{"user_id":"u","usage_amount":12345678901234567890}'],
    [
      'parts.1.amount',
      '{"user_id":"u","usage_amount":1,"parts":[{"amount":1},{"amount":1.00000000000000001}]}',
    ],
  ])('names %s where a JSON number would lose digits', async (field, text) => {
    const { body } = await probe.post('/probe/echo', text).expect(422);
    expect(body.errors[0]).toMatchObject({ field, message: expect.stringContaining('send it as a string') });
  });

  it.each([
    '{"user_id":"u","usage_amount":1,"usage_details":{"ns":1234567890123456789}}',
    '{"user_id":"1234567890123456789","usage_amount":"12345678901234567890.123456789012345678"}',
    '{"user_id":"u","usage_amount":1000.00000000000000000}',
  ])('takes long digits where nothing is lost: %s', async (text) => {
    await probe.post('/probe/echo', text).expect(200);
  });

  it.each([
    ['user_id', '{"user_id":"a\\u0000b","usage_amount":1}'],
    ['usage_details.a', '{"user_id":"u","usage_amount":1,"usage_details":{"a":"\\ud800"}}'],
    ['usage_details.(a key)', '{"user_id":"u","usage_amount":1,"usage_details":{"\\udc00":1}}'],
  ])('refuses NUL and half surrogate pairs in %s', async (field, text) => {
    const { body } = await probe.post('/probe/echo', text).expect(422);
    expect(body.errors[0].field).toBe(field);
  });

  it('keeps whole surrogate pairs', async () => {
    const { body } = await probe
      .post('/probe/echo', '{"user_id":"\\ud83d\\ude00","usage_amount":1}')
      .expect(200);
    expect(body.user_id).toBe('😀');
  });

  it('of another type is 415 and says what to send', async () => {
    const form = await request(probe.url).post('/probe/echo').send('user_id=user123').expect(415);
    expect(form.body).toMatchObject({
      code: 'unsupported_media_type',
      detail: expect.stringContaining('application/json'),
    });
    await request(probe.url).post('/probe/echo').set('Content-Encoding', 'gzip').send(VALID).expect(415);
    await request(probe.url)
      .post('/probe/echo')
      .set('Content-Type', 'application/json; charset=latin1')
      .send('{}')
      .expect(415);
  });

  it('over the limit is 413, with and without a length, and the connection goes on', async () => {
    const large = JSON.stringify({ ...VALID, pad: 'x'.repeat(4 * LIMIT_BYTES) });
    const { body } = await probe.post('/probe/echo', large).expect(413);
    expect(body).toMatchObject({ code: 'body_too_large', limit_bytes: LIMIT_BYTES });
    const chunked = await fetch(`${probe.url}/probe/echo`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: new Blob([large]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(413);
  });
});
