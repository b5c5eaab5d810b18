import { describe, expect, it } from '@jest/globals';
import type { UpstreamHttp } from '../../upstream/calls/upstream-http.js';
import { MAX_LISTED_PAGES, matchingTransactions } from './matching-transactions.js';
import type { WalletTransactionFilter } from '../wallet-transaction.js';
import { PAGE_SIZE, WalletServiceApi } from './wallet-service.api.js';

const ALL: WalletTransactionFilter = {
  type: null,
  from: null,
  until: null,
  before: null,
  limit: 100,
  offset: 0,
};

function row(
  transaction_id: string,
  transaction_type: string,
  [balance_before, balance_after]: [string, string],
) {
  const created_at = `2025-10-11T00:00:0${transaction_id}Z`;
  return { transaction_id, transaction_type, amount: '1', balance_before, balance_after, created_at };
}

const IN: [string, string] = ['1', '2'];
const OUT: [string, string] = ['2', '1'];

function list(rows: (offset: number) => unknown[], filter: Partial<WalletTransactionFilter>) {
  const ask: UpstreamHttp['ask'] = async ({ query }) => ({
    status: 200,
    body: { transactions: rows(Number(query?.['offset'])) },
  });
  const service = new WalletServiceApi({ name: 'wallet', ask } as UpstreamHttp, 'v2');
  return matchingTransactions(service, 'w1', { ...ALL, ...filter }, {});
}

describe('the transactions that the wallet service lists', () => {
  const some = () => [
    row('5', 'transfer', IN),
    row('4', 'transfer', OUT),
    row('3', 'reward', IN),
    row('2', 'fee', OUT),
    row('1', 'deposit', IN),
  ];
  const idsOf = async (filter: Partial<WalletTransactionFilter>) =>
    (await list(some, filter)).map(({ transactionId }) => transactionId);

  it('have our names, by which way the money went', async () => {
    const types = (await list(some, {})).map(({ type }) => type);
    expect(types).toEqual(['transfer_in', 'transfer_out', 'deposit', 'withdraw', 'deposit']);
    expect(await idsOf({ type: 'transfer_out' })).toEqual(['4']);
  });

  it('end before the end of the range that was asked for', async () => {
    expect(await idsOf({ until: Date.parse('2025-10-11T00:00:04Z') })).toEqual(['3', '2', '1']);
  });

  it('are skipped, cut, and gone on with after a cursor', async () => {
    expect(await idsOf({ offset: 1, limit: 2 })).toEqual(['4', '3']);
    expect(await idsOf({ before: '3' })).toEqual(['2', '1']);
    await expect(idsOf({ before: 'none' })).rejects.toThrow('not a cursor');
  });

  it('are not read without an end', async () => {
    const full = Array.from({ length: PAGE_SIZE }, () => row('1', 'deposit', IN));
    const offsets: number[] = [];
    const endless = (offset: number) => (offsets.push(offset), full);
    await expect(list(endless, { type: 'refund' })).rejects.toThrow('more transactions than are searched');
    expect(offsets).toHaveLength(MAX_LISTED_PAGES);
  });
});
