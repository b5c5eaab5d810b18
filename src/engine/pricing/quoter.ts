import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { Database } from '../../database/database.service.js';
import { counterKeyOf } from '../../domain/rating/allowance.js';
import { accountIdOf } from '../../domain/commands.js';
import { decimal, ZERO, type Decimal } from '../../domain/decimal.js';
import { quoteUsage } from '../../domain/decide/quote.js';
import { DomainError } from '../../domain/problems/problems.js';
import type { Quote } from '../../domain/rating/quote.js';
import type { Context, State } from '../../domain/state.js';
import { balanceOf, subscriptionOf, type BalanceRow, type SubscriptionRow } from '../batch/rows.js';
import type { QuoteRequest } from '../engine.port.js';
import { OwnerDirectory } from '../owner-directory.js';
import { PriceBook } from './price-book.js';
import { RemoteStanding } from '../remote-standing.js';
import { settlementTerms } from '../settlement-terms.js';

interface QuoteRow {
  readonly now: Date;
  readonly version: string;
  readonly balances: readonly BalanceRow[] | null;
  readonly subscriptions: readonly SubscriptionRow[] | null;
  readonly payment_methods: readonly { readonly payment_method_id: string; readonly token: string }[] | null;
  readonly allowances:
    readonly { readonly source: string; readonly period_start: string; readonly used: string }[] | null;
}

/** Most allowance counters of one product that a quote looks at, newest periods first. */
const MAX_COUNTERS = 1000;

/**
 * Prices a usage event with the same pure functions as a charge, on the account's state and the price book's version
 * of one statement. Takes no lock and makes no row; an account without a row has empty state.
 */
@Injectable()
export class Quoter {
  constructor(
    private readonly database: Database,
    private readonly directory: OwnerDirectory,
    private readonly priceBook: PriceBook,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly remote: RemoteStanding,
  ) {}

  async quote({ account, usage }: QuoteRequest): Promise<Quote> {
    const accountId = accountIdOf(account);
    const cell = await this.directory.find(account.type, account.id);
    const row = await this.read(cell, accountId, usage.productId);
    await this.priceBook.reach(BigInt(row.version));

    const balances = (row.balances ?? []).map(balanceOf);
    const subscriptions = (row.subscriptions ?? []).map(subscriptionOf);
    const used = new Map<string, Decimal>();
    for (const counter of row.allowances ?? []) {
      const key = counterKeyOf(usage.productId, counter.source, Date.parse(counter.period_start));
      used.set(key, decimal(counter.used));
    }
    const state: State = {
      accountId,
      balance: (currency) => balances.find((balance) => balance.currency === currency) ?? null,
      balances: () => balances,
      subscriptions: () => subscriptions,
      subscriptionTaken: () => false,
      paymentMethods: () =>
        (row.payment_methods ?? []).map((method) => ({
          paymentMethodId: method.payment_method_id,
          token: method.token,
        })),
      allowanceUsed: (key) => used.get(key) ?? ZERO,
      quotas: () => [],
      quota: () => null,
      record: () => null,
      attempt: () => null,
      carried: () => ZERO,
      refusals: () => ({ minute: 0, count: 0 }),
    };
    const result = quoteUsage(state, usage, this.contextAt(row.now.getTime()));
    if ('code' in result) throw new DomainError(result);
    return result;
  }

  private async read(cell: number | null, accountId: string, productId: string): Promise<QuoteRow> {
    const s = this.database.schema;
    const rows = await this.database.query<QuoteRow>(
      `SELECT clock_timestamp() AS now, p.version,
              (SELECT json_agg(json_build_object('account_id', account_id, 'currency', currency,
                        'wallet_id', wallet_id, 'available', available::text, 'held', held::text,
                        'credits', credits::text, 'overdraft_limit', overdraft_limit::text))
                 FROM ${s}.balances WHERE cell = $1 AND account_id = $2) AS balances,
              (SELECT json_agg(json_build_object('account_id', account_id, 'subscription_id', subscription_id,
                        'status', status, 'billing_cycle', billing_cycle, 'anchor_at', anchor_at,
                        'included_products', included_products) ORDER BY created_at, subscription_id)
                 FROM ${s}.subscriptions WHERE cell = $1 AND account_id = $2) AS subscriptions,
              (SELECT json_agg(json_build_object('payment_method_id', payment_method_id, 'token', token)
                        ORDER BY created_at, payment_method_id)
                 FROM ${s}.payment_methods
                WHERE cell = $1 AND account_id = $2 AND removed_at IS NULL) AS payment_methods,
              (SELECT json_agg(json_build_object('source', source, 'period_start', period_start,
                        'used', used::text))
                 FROM (SELECT source, period_start, used FROM ${s}.allowance_counters
                        WHERE cell = $1 AND account_id = $2 AND product_id = $3
                        ORDER BY period_start DESC LIMIT ${MAX_COUNTERS}) c) AS allowances
         FROM ${s}.price_book p WHERE p.id = 1`,
      [cell, accountId, productId],
    );
    const row = rows[0];
    if (!row) throw new Error('The price book has no row: run the migrations');
    return row;
  }

  private contextAt(databaseNow: number): Context {
    const nothingIsMade = (): never => {
      throw new Error('A quote makes nothing');
    };
    return {
      now: databaseNow + this.config.engine.clockOffsetMs,
      priceAt: (productId, at) => this.priceBook.priceAt(productId, at),
      isPriceUnanswered: (productId) => this.priceBook.isUnanswered(productId),
      newPostingId: nothingIsMade,
      newId: nothingIsMade,
      refusalsPerMinute: 0,
      ...settlementTerms(this.config, this.remote),
    };
  }
}
