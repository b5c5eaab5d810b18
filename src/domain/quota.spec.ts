import { describe, expect, it } from '@jest/globals';
import { quotaWith } from '../../test/support/domain/domain-state.js';
import { decimal, formatQuantity } from './decimal.js';
import {
  consumeQuota,
  decideQuota,
  giveBackQuota,
  quotaApplies,
  quotaUseOf,
  readQuota,
  type Quota,
  type QuotaRequest,
} from './quota.js';

const at = (text: string): number => Date.parse(text);
const OCTOBER = at('2025-10-01T00:00:00Z');

const request: QuotaRequest = {
  userId: 'ann',
  organizationId: 'acme',
  subscriptionId: null,
  serviceType: 'model_inference',
  productId: 'gpt-4',
  amount: decimal('1'),
};

describe('whether a quota applies', () => {
  it.each<[string, Partial<Quota>, Partial<QuotaRequest>, boolean]>([
    ['of the user', {}, {}, true],
    ['of another user', { scopeId: 'bob' }, {}, false],
    ['of the organisation', { scope: 'organization', scopeId: 'acme' }, {}, true],
    ['of an organisation with the user’s name', { scope: 'organization', scopeId: 'ann' }, {}, false],
    ['of a subscription that is not named', { scope: 'subscription', scopeId: 'sub' }, {}, false],
    ['of another service type', { serviceType: 'api_gateway' }, {}, false],
    ['of the product', { productId: 'gpt-4' }, {}, true],
    ['of another product', { productId: 'gpt-3' }, {}, false],
    ['of a product, where none is named', { productId: 'gpt-4' }, { productId: null }, false],
    ['of every product, where none is named', {}, { productId: null }, true],
  ])('one %s', (_name, quota, asked, applies) =>
    expect(quotaApplies(quotaWith('1', '0', quota), { ...request, ...asked })).toBe(applies),
  );
});

describe('reading a quota', () => {
  it.each([
    ['within the window', '2025-10-31T23:59:59.999Z', '30', '70', '2025-10-01', '2025-11-01'],
    ['at the edge it starts anew', '2025-11-01T00:00:00Z', '0', '100', '2025-11-01', '2025-12-01'],
    ['months later too', '2026-05-05T00:00:00Z', '0', '100', '2026-05-01', '2026-06-01'],
    [
      'by a clock that ran back it stays in the later window',
      '2025-09-30T23:59:59Z',
      '30',
      '70',
      '2025-10-01',
      '2025-11-01',
    ],
  ])('%s', (_name, now, used, remaining, start, end) => {
    const reading = readQuota(quotaWith('100', '30', { windowStart: OCTOBER }), at(now));
    expect([reading.used, reading.remaining].map(formatQuantity)).toEqual([used, remaining]);
    expect(reading.window).toEqual({ start: at(start), end: at(end) });
  });

  it('leaves nothing, and not less than nothing, of a limit set below what is used', () => {
    expect(formatQuantity(readQuota(quotaWith('10', '30'), OCTOBER).remaining)).toBe('0');
  });
});

describe('deciding on quotas', () => {
  const read = (limit: string, used: string, rest: Partial<Quota> = {}) =>
    readQuota(quotaWith(limit, used, rest), OCTOBER);

  it.each([
    ['exactly the limit', '70', true],
    ['a trace more than the limit', '70.000000000000000001', false],
    ['nothing, when all is used', '0', true],
  ])('%s: allowed is %s', (_name, amount, allowed) =>
    expect(decideQuota([read('100', amount === '0' ? '100' : '30')], decimal(amount)).allowed).toBe(allowed),
  );

  it('allows what no quota limits', () => {
    expect(decideQuota([], decimal('1'))).toEqual({ allowed: true, reported: null, exceededSoft: [] });
  });

  it('lets a soft quota be exceeded and says so', () => {
    const decision = decideQuota([read('1', '1', { enforcement: 'soft' })], decimal('1'));
    expect(decision).toMatchObject({ allowed: true, exceededSoft: [{ quota: { quotaId: 'quota-1' } }] });
  });

  it('needs every hard quota to allow, and reports the refusing one that resets last', () => {
    const decision = decideQuota(
      [
        read('1', '1', { quotaId: 'daily', period: 'daily' }),
        read('1', '1', { quotaId: 'monthly' }),
        read('1', '1', { quotaId: 'weekly', period: 'weekly' }),
        read('1000', '0', { quotaId: 'wide' }),
        read('0', '0', { quotaId: 'soft', enforcement: 'soft' }),
      ],
      decimal('1'),
    );
    expect(decision.allowed).toBe(false);
    expect(decision.reported?.quota.quotaId).toBe('monthly');
    expect(decision.exceededSoft.map(({ quota }) => quota.quotaId)).toEqual(['soft']);
  });

  it('reports the quota with least left when all allow', () => {
    const decision = decideQuota(
      [read('100', '10', { quotaId: 'wide' }), read('50', '30', { quotaId: 'narrow' })],
      decimal('1'),
    );
    expect(decision.reported?.quota.quotaId).toBe('narrow');
  });
});

describe('consuming and giving back', () => {
  it('counts on within the window and starts anew in a later one', () => {
    const quota = quotaWith('100', '30', { windowStart: OCTOBER });
    const within = consumeQuota(readQuota(quota, OCTOBER), decimal('5'));
    expect([formatQuantity(within.used), within.windowStart]).toEqual(['35', OCTOBER]);
    const later = consumeQuota(readQuota(quota, at('2025-11-03T00:00:00Z')), decimal('5'));
    expect([formatQuantity(later.used), later.windowStart]).toEqual(['5', at('2025-11-01')]);
  });

  it('gives back to the window it consumed, and to no other', () => {
    const quota = quotaWith('100', '30', { windowStart: OCTOBER });
    const use = quotaUseOf(readQuota(quota, OCTOBER), decimal('5'));
    expect(use).toEqual({ quota_id: 'quota-1', window_start: '2025-10-01T00:00:00.000Z', quantity: '5' });
    expect(formatQuantity(giveBackQuota(quota, use, decimal('5')).used)).toBe('25');
    const november = { ...quota, windowStart: at('2025-11-01') };
    expect(giveBackQuota(november, use, decimal('5'))).toBe(november);
  });

  it('never counts below zero', () => {
    const quota = quotaWith('100', '3', { windowStart: OCTOBER });
    const use = quotaUseOf(readQuota(quota, OCTOBER), decimal('5'));
    expect(formatQuantity(giveBackQuota(quota, use, decimal('5')).used)).toBe('0');
  });
});
