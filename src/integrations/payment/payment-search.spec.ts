import { describe, expect, it } from '@jest/globals';
import { decimal } from '../../domain/decimal.js';
import type { ChargeRequest } from '../payer/remote-payer.js';
import type { UpstreamHttp } from '../upstream/calls/upstream-http.js';
import { MAX_SEARCHED_PAYMENTS, PaymentSearch } from './payment-search.js';
import { PaymentServiceApi } from './payment-service.api.js';

const HOUR = 3_600_000;
const CREATED_AT = Date.UTC(2025, 9, 11);

const CHARGE: ChargeRequest = {
  kind: 'charge',
  attemptId: 'att_1',
  billingId: 'bill_1',
  account: { type: 'user', id: 'alice' },
  amount: decimal('1'),
  currency: 'USD',
  createdAt: CREATED_AT,
  token: 'pm_1',
};

interface Payment {
  readonly payment_id: string;
  readonly order_id: string;
  readonly status: string;
  readonly created_at: string;
}

function payment(overrides: Partial<Payment> = {}): Payment {
  const created_at = new Date(CREATED_AT).toISOString();
  return { payment_id: 'pi_1', order_id: 'att_other', status: 'succeeded', created_at, ...overrides };
}

/** A payment service with these payments of the user, in this order. */
function searchIn(payments: readonly Payment[]): { search: PaymentSearch; limits: number[] } {
  const limits: number[] = [];
  const ask: UpstreamHttp['ask'] = async ({ query }) => {
    const limit = Number(query?.['limit']);
    limits.push(limit);
    const rows = payments.slice(0, limit).map((row) => ({ ...row, amount: '1', failure_reason: null }));
    return { status: 200, body: { payments: rows } };
  };
  const service = new PaymentServiceApi({ name: 'payment', ask } as UpstreamHttp, 'v2', null);
  return { search: new PaymentSearch(service), limits };
}

const others = (count: number, created_at = new Date(CREATED_AT).toISOString()): Payment[] =>
  Array.from({ length: count }, () => payment({ created_at }));

const find = (search: PaymentSearch) => search.ofAttempt(CHARGE, new AbortController().signal);

describe('the search for the payment of an attempt', () => {
  it('asks for more where a hundred were not enough', async () => {
    const ours = payment({ order_id: 'att_1', payment_id: 'pi_ours' });
    const { search, limits } = searchIn([...others(150), ours]);
    expect(await find(search)).toMatchObject({ paymentId: 'pi_ours' });
    expect(limits).toEqual([100, MAX_SEARCHED_PAYMENTS]);
  });

  it('is over where the list goes back to before the attempt', async () => {
    const before = new Date(CREATED_AT - HOUR).toISOString();
    const { search, limits } = searchIn([...others(50), ...others(200, before)]);
    expect(await find(search)).toBeNull();
    expect(limits).toEqual([100]);
  });

  it('proves nothing by a list in another order, or where there are too many', async () => {
    const before = new Date(CREATED_AT - HOUR).toISOString();
    const oldestFirst = searchIn([...others(1, before), ...others(MAX_SEARCHED_PAYMENTS)]);
    await expect(find(oldestFirst.search)).rejects.toThrow('more payments than are searched');
    const tooMany = searchIn(others(MAX_SEARCHED_PAYMENTS));
    await expect(find(tooMany.search)).rejects.toThrow('more payments than are searched');
  });

  it('of several finds the one that took money, else the one that still may', async () => {
    const ours = (payment_id: string, status: string) => payment({ order_id: 'att_1', payment_id, status });
    const first = searchIn([ours('pi_1', 'failed'), ours('pi_2', 'pending'), ours('pi_3', 'succeeded')]);
    expect(await find(first.search)).toMatchObject({ paymentId: 'pi_3' });
    const second = searchIn([ours('pi_9', 'pending'), ours('pi_2', 'pending'), ours('pi_1', 'canceled')]);
    expect(await find(second.search)).toMatchObject({ paymentId: 'pi_2' });
  });
});
