import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from './configuration-error.js';
import { loadConfig } from './load-config.js';
import type { ProcessEnvironment } from './read-environment.js';

const STRIPE = {
  PAYMENT_CLIENT: 'stripe',
  STRIPE_SECRET_KEY: 'sk_test_key',
  STRIPE_WEBHOOK_SECRET: 'whsec_secret',
};

function sentencesOf(environment: ProcessEnvironment): string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults.map(({ sentence }) => sentence);
    throw error;
  }
  return [];
}

describe('the address of another service', () => {
  it.each([
    'http://127.0.0.1:8208',
    'http://127.0.0.1:8208/',
    'https://gateway.example/wallet/',
    'HTTP://[::1]:8208',
  ])('may be %s', (url) => {
    expect(sentencesOf({ WALLET_CLIENT: 'http', WALLET_SERVICE_URL: url })).toEqual([]);
  });

  it.each([
    ['a user and a password, which nobody would send', 'http://billing:hunter2@127.0.0.1:8208'],
    ['a port that there is not', 'http://wallet:99999'],
    ['a port that is a word', 'http://wallet:port'],
    ['half an address', 'http://[::1'],
    ['a host that cannot be one', 'http://%zz'],
    ['no host', 'http:///wallet'],
    ['a socket', 'unix:///run/wallet.sock'],
    ['a query', 'http://wallet:8208?x=1'],
    ['no scheme', 'wallet:8208'],
  ])('with %s is refused, and not shown', (_fault, url) => {
    expect(sentencesOf({ WALLET_CLIENT: 'http', WALLET_SERVICE_URL: url })).toEqual([
      'WALLET_SERVICE_URL is not valid, it must be a URL like http://host:8080 without user, password or query.',
    ]);
  });

  it('of Stripe has no path, which its SDK would leave out', () => {
    expect(sentencesOf({ ...STRIPE, STRIPE_API_URL: 'http://127.0.0.1:12111/v1' })).toEqual([
      expect.stringMatching(/^STRIPE_API_URL .* without user, password, path or query\.$/),
    ]);
  });

  it('of Loki may have a user and a password, which must be readable', () => {
    expect(sentencesOf({ LOKI_URL: 'http://tenant:pass%3Aword@loki:3100/gateway' })).toEqual([]);
    for (const url of ['http://tenant:100%@loki:3100', 'http://u:p@loki:port']) {
      expect(sentencesOf({ LOKI_URL: url })).toEqual([expect.stringMatching(/^LOKI_URL is not valid, /)]);
    }
  });
});

describe('what is secret', () => {
  it.each([
    ['STRIPE_SECRET_KEY', 'sk_live_hunter2 and a blank'],
    ['STRIPE_SECRET_KEY', 'pk_live_hunter2'],
    ['STRIPE_WEBHOOK_SECRET', 'whsec_hunter2\twith a tab'],
    ['PAYMENT_SERVICE_SECRET', 'hunter2 ünd mehr'],
    ['CONSUL_HTTP_TOKEN', 'hunter2 hunter2'],
    ['CONSUL_HTTP_ADDR', 'http://user:hunter2@127.0.0.1:8500'],
  ])('stays out of the sentence about a bad %s', (name, value) => {
    const [sentence, ...others] = sentencesOf({ ...STRIPE, [name]: value });
    expect(others).toEqual([]);
    expect(sentence).toMatch(new RegExp(`^${name} is not valid, it must be `));
    expect(sentence).not.toContain('hunter2');
  });
});

describe('Stripe’s key', () => {
  const PRODUCTION = { ENV: 'production', DATABASE_URL: 'postgres://u:p@db/billing' };

  it.each(['sk_test_key', 'rk_test_key'])('of the test mode is refused in production: %s', (key) => {
    expect(sentencesOf({ ...STRIPE, ...PRODUCTION, STRIPE_SECRET_KEY: key })).toEqual([
      expect.stringMatching(/^STRIPE_SECRET_KEY .* refused with ENV=production: set a live key\.$/),
    ]);
  });

  it('of the live mode goes nowhere in the clear', () => {
    const live = { ...STRIPE, STRIPE_SECRET_KEY: 'sk_live_key' };
    expect(sentencesOf({ ...live, ...PRODUCTION })).toEqual([]);
    expect(sentencesOf({ ...live, STRIPE_API_URL: 'https://stripe.proxy.example' })).toEqual([]);
    expect(sentencesOf({ ...live, STRIPE_API_URL: 'http://127.0.0.1:12111' })).toEqual([
      expect.stringMatching(/^STRIPE_API_URL is not https, /),
    ]);
  });

  it('is required with its webhooks’ secret', () => {
    expect(sentencesOf({ PAYMENT_CLIENT: 'stripe' })).toEqual([
      expect.stringMatching(/^STRIPE_SECRET_KEY is required with PAYMENT_CLIENT=stripe/),
      expect.stringMatching(/^STRIPE_WEBHOOK_SECRET is required with PAYMENT_CLIENT=stripe/),
    ]);
  });
});

describe('a variable without effect', () => {
  it.each([
    ['WALLET_SERVICE_URL', 'http://wallet:8208', 'WALLET_CLIENT is not http'],
    ['PAYMENT_SERVICE_SECRET', 'secret', 'PAYMENT_CLIENT is not http'],
    ['STRIPE_SECRET_KEY', 'sk_test_key', 'PAYMENT_CLIENT is not stripe'],
    ['CONSUL_HTTP_ADDR', 'http://127.0.0.1:8500', 'CONSUL_ENABLED is not true'],
    ['LOKI_TENANT', 'billing', 'LOKI_URL is not set'],
  ])('is told, with the one that was forgotten: %s', (name, value, reason) => {
    expect(loadConfig({ [name]: value }).warnings).toEqual([`${name} has no effect: ${reason}.`]);
  });

  it('is none where its service is in use', () => {
    const used = { WALLET_CLIENT: 'http', WALLET_SERVICE_URL: 'http://wallet:8208', ...STRIPE };
    expect(loadConfig(used).warnings).toEqual([]);
  });
});
