import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { integrationsConfig } from '../../../src/config/load-integrations.js';
import { StripeHttpClient } from '../../../src/integrations/stripe/stripe-http-client.js';
import { StripeFake } from '../../../upstreams/stripe/stripe-fake.js';

const fake = new StripeFake('sk_test_right');
const client = new StripeHttpClient(integrationsConfig({}).http);
let port: string;

beforeAll(async () => {
  port = String(await fake.open());
});

afterAll(async () => {
  await client.close();
  await fake.close();
});

async function ask(key: string): Promise<number> {
  const headers = { Authorization: `Bearer ${key}` };
  const answer = await client.makeRequest(
    '127.0.0.1',
    port,
    '/v1/charges',
    'GET',
    headers,
    '',
    'http',
    1_000,
  );
  return answer.getStatusCode();
}

it('tells the operator which variable is wrong when Stripe refuses the key, and never the key', async () => {
  const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  expect(await ask('sk_test_right')).not.toBe(401);
  expect(error).not.toHaveBeenCalled();
  expect(await ask('sk_test_wrong')).toBe(401);
  expect(error.mock.calls).toEqual([
    ['Stripe refuses our key (401 for GET /v1/charges): see STRIPE_SECRET_KEY'],
  ]);
  error.mockRestore();
});
