import { describe, expect, it } from '@jest/globals';
import { decimal } from '../../../domain/decimal.js';
import type { ChargeRequest } from '../../payer/remote-payer.js';
import type { UpstreamCall, UpstreamHttp } from '../../upstream/calls/upstream-http.js';
import { findTransaction, MAX_SEARCHED_PAGES } from './find-transaction.js';
import { PAGE_SIZE, WalletServiceApi } from './wallet-service.api.js';

const CREATED_AT = Date.UTC(2025, 9, 11);

const CHARGE: ChargeRequest = {
  kind: 'charge',
  attemptId: 'att_1',
  billingId: 'bill_1',
  account: { type: 'user', id: 'alice' },
  amount: decimal('1'),
  currency: 'CREDIT',
  createdAt: CREATED_AT,
  token: null,
};

/** A wallet service with so many transactions, of which none is ours. */
function service(count: number): { api: WalletServiceApi; asked: UpstreamCall[] } {
  const asked: UpstreamCall[] = [];
  const row = {
    transaction_id: 'other',
    transaction_type: 'consume',
    amount: '1',
    balance_before: '2',
    balance_after: '1',
    metadata: { attempt_id: 'att_2' },
    created_at: '2025-10-11T00:00:00Z',
  };
  const ask: UpstreamHttp['ask'] = async (call) => {
    asked.push(call);
    const left = Math.max(0, count - Number(call.query?.['offset']));
    return {
      status: 200,
      body: { transactions: Array.from({ length: Math.min(PAGE_SIZE, left) }, () => row) },
    };
  };
  return { api: new WalletServiceApi({ name: 'wallet', ask } as UpstreamHttp, 'v2'), asked };
}

const find = (api: WalletServiceApi) => findTransaction(api, 'w1', CHARGE, new AbortController().signal);

describe('the search for the transaction of an attempt', () => {
  it('asks for deductions since shortly before the attempt was made, until a page is not full', async () => {
    const { api, asked } = service(2 * PAGE_SIZE);
    expect(await find(api)).toBeNull();
    expect(asked.map(({ query }) => query)).toEqual(
      [0, 100, 200].map((offset) => ({
        transaction_type: 'consume',
        start_date: '2025-10-10T23:50:00.000Z',
        end_date: null,
        limit: 100,
        offset,
      })),
    );
  });

  it('is given up after its last page, and then nobody knows', async () => {
    const { api, asked } = service(MAX_SEARCHED_PAGES * PAGE_SIZE);
    await expect(find(api)).rejects.toThrow('more transactions than are searched');
    expect(asked).toHaveLength(MAX_SEARCHED_PAGES);
  });
});
