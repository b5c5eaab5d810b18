import { ApiError, explain, type BillingApi } from './billing-api.js';
import { unitsOf, type Units } from './exact-amount.js';
import { JsonView } from './json-view.js';

/** What the roll-ups say of one group. */
export interface UsageGroup {
  readonly requests: number;
  readonly quantity: Units;
  readonly cost: Units;
}

export const NO_USAGE: UsageGroup = { requests: 0, quantity: 0n, cost: 0n };

/** What the service's read endpoints say, page by page. Everything here is read, nothing is calculated. */
export class ServiceBooks {
  constructor(private readonly api: BillingApi) {}

  /** All billing records of a user, newest first. */
  recordsOf(user: string): AsyncGenerator<JsonView> {
    return this.pages(`/api/v1/billing/records/user/${encodeURIComponent(user)}?limit=500`, 'records');
  }

  /** All transactions of a wallet, newest first: the ledger's postings as the payer sees them. */
  transactionsOf(walletId: string): AsyncGenerator<JsonView> {
    return this.pages(`/api/v1/wallets/${walletId}/transactions?limit=100`, 'transactions');
  }

  /** Usage by user out of the roll-ups, over all periods of the answer. */
  async usageByUser(filter: string): Promise<Map<string, UsageGroup>> {
    const path = `/api/v1/usage/aggregations?period_type=monthly&group_by=user&limit=10000&${filter}`;
    const answer = await this.read(path);
    const rows = answer.list('aggregations');
    if (answer.number('total_count') > rows.length)
      throw new ApiError(`GET ${path}: too many rows for one answer`);
    const groups = new Map<string, UsageGroup>();
    for (const row of rows) {
      const user = row.text('user_id');
      const { requests, quantity, cost } = groups.get(user) ?? NO_USAGE;
      groups.set(user, {
        requests: requests + row.number('total_usage_count'),
        quantity: quantity + unitsOf(row.text('total_usage_amount')),
        cost: cost + unitsOf(row.text('total_cost')),
      });
    }
    return groups;
  }

  async balanceOf(walletId: string): Promise<string> {
    const wallet = await this.read(`/api/v1/wallets/${walletId}/balance`);
    return wallet.text('balance');
  }

  async read(path: string): Promise<JsonView> {
    const answer = await this.api.get(path);
    if (answer.status !== 200) throw new ApiError(`GET ${path}: ${explain(answer.status, answer.body)}`);
    return JsonView.of(answer.body, `GET ${path}`);
  }

  private async *pages(path: string, name: string): AsyncGenerator<JsonView> {
    let cursor: string | null = null;
    do {
      const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await this.read(path + after);
      yield* page.list(name);
      cursor = page.textOrNull('next_cursor');
    } while (cursor !== null);
  }
}
