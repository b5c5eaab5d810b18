import { counterKeyOf, type Subscription } from '../../domain/rating/allowance.js';
import type { AccountId } from '../../domain/commands.js';
import { fromNumeric, type Decimal, ZERO } from '../../domain/decimal.js';
import type { Balance } from '../../domain/ledger.js';
import type { Outcome } from '../../domain/outcomes.js';
import type { Quota } from '../../domain/quota.js';
import type { BillingRecord } from '../../domain/record.js';
import type { RemoteMethod } from '../../domain/payers/remote.js';
import type { Attempt, Effects, PaymentMethod, RefusalCount, State } from '../../domain/state.js';
import { keyNameOf, type Ticket } from '../lanes/ticket.js';
import { accountWorkOf, applyPaymentMethod, carriedName, type AccountWork } from './account-work.js';
import {
  attemptOf,
  balanceOf,
  quotaOf,
  recordOf,
  subscriptionOf,
  type AccountRow,
  type AllowanceRow,
  type AttemptRow,
  type BalanceRow,
  type CarriedRow,
  type KeyRow,
  type PaymentMethodRow,
  type QuotaRow,
  type RecordRow,
  type SubscriptionRow,
} from './rows.js';

/** What a key came to, in a batch before or earlier in this one. */
interface StoredAnswer {
  readonly fingerprint: Buffer;
  readonly outcome: Outcome;
}

/** The state that a batch has locked and read; each decision sees what the ones before it in the batch did. */
export class BatchState {
  readonly accounts = new Map<AccountId, AccountWork>();
  readonly quotas = new Map<string, Quota>();
  readonly records = new Map<string, BillingRecord>();
  readonly attempts = new Map<string, Attempt>();
  readonly subscriptionsTaken = new Set<string>();
  readonly keys = new Map<string, StoredAnswer>();
  private readonly quotaIdsByScope = new Map<string, string[]>();

  addAccounts(rows: readonly AccountRow[]): void {
    for (const row of rows) {
      this.accounts.set(row.account_id, accountWorkOf(row));
    }
  }

  addBalances(rows: readonly BalanceRow[]): void {
    for (const row of rows) this.account(row.account_id).balances.set(row.currency, balanceOf(row));
  }

  addSubscriptions(rows: readonly SubscriptionRow[]): void {
    for (const row of rows) this.account(row.account_id).subscriptions.push(subscriptionOf(row));
  }

  addPaymentMethods(rows: readonly PaymentMethodRow[]): void {
    for (const row of rows) {
      this.account(row.account_id).paymentMethods.push({
        paymentMethodId: row.payment_method_id,
        token: row.token,
      });
    }
  }

  addAllowances(rows: readonly AllowanceRow[]): void {
    for (const row of rows) {
      const key = counterKeyOf(row.product_id, row.source, row.period_start.getTime());
      this.account(row.account_id).allowances.set(key, fromNumeric(row.used));
    }
  }

  addCarried(rows: readonly CarriedRow[]): void {
    for (const row of rows) {
      this.account(row.account_id).carried.set(
        carriedName(row.billing_method, row.currency),
        fromNumeric(row.amount),
      );
    }
  }

  addQuotas(rows: readonly QuotaRow[], cell: number): void {
    for (const row of rows) {
      this.quotas.set(row.quota_id, quotaOf(row, cell));
      const scope = scopeName(row.scope, row.scope_id);
      const ids = this.quotaIdsByScope.get(scope);
      if (ids) ids.push(row.quota_id);
      else this.quotaIdsByScope.set(scope, [row.quota_id]);
    }
  }

  addRecords(rows: readonly RecordRow[]): void {
    for (const row of rows) this.records.set(row.billing_id, recordOf(row));
  }

  addAttempts(rows: readonly AttemptRow[]): void {
    for (const row of rows) this.attempts.set(row.attempt_id, attemptOf(row));
  }

  addKeys(rows: readonly KeyRow[]): void {
    for (const row of rows) this.keys.set(keyNameOf(row.account_id, row.operation, row.key), row);
  }

  /** The state as one ticket's decision sees it. */
  viewOf(ticket: Ticket): State {
    return new TicketView(this, this.account(ticket.accountId), ticket);
  }

  /** Makes a decision's effects the state that the next decision sees. */
  apply(ticket: Ticket, effects: Effects, outcome: Outcome): void {
    const account = this.account(ticket.accountId);
    this.applyAnswers(ticket, effects, outcome);
    if (effects.balance) account.balances.set(effects.balance.currency, effects.balance);
    for (const quota of effects.quotas ?? []) this.quotas.set(quota.quotaId, quota);
    for (const { productId, source, periodStart, used } of effects.allowances ?? []) {
      account.allowances.set(counterKeyOf(productId, source, periodStart), used);
    }
    for (const { method, currency, amount } of effects.carried ?? []) {
      account.carried.set(carriedName(method, currency), amount);
    }
    if (effects.refusals) account.refusals = effects.refusals;
    if (effects.record) this.records.set(effects.record.after.billingId, effects.record.after);
    for (const { after } of effects.attempts ?? []) this.attempts.set(after.attemptId, after);
    if (effects.subscription) {
      account.subscriptions.push(effects.subscription);
      account.hasSubscriptions = true;
      this.subscriptionsTaken.add(effects.subscription.subscriptionId);
    }
    if (effects.paymentMethod) applyPaymentMethod(account, effects.paymentMethod);
  }

  private applyAnswers({ accountId, command, key, fingerprint }: Ticket, effects: Effects, outcome: Outcome) {
    this.keys.set(keyNameOf(accountId, command.type, key), { fingerprint, outcome });
    const { finalAnswer } = effects;
    if (!finalAnswer) return;
    const name = keyNameOf(accountId, finalAnswer.operation, finalAnswer.key);
    const pending = this.keys.get(name);
    if (pending) this.keys.set(name, { ...pending, outcome: finalAnswer.outcome });
  }

  account(accountId: string): AccountWork {
    const account = this.accounts.get(accountId as AccountId);
    if (!account) throw new Error(`Account ${accountId} is not part of this batch`);
    return account;
  }

  quotasOf(ticket: Ticket): Quota[] {
    const found: Quota[] = [];
    for (const { scope, scopeId } of ticket.scopes) {
      for (const quotaId of this.quotaIdsByScope.get(scopeName(scope, scopeId)) ?? []) {
        const quota = this.quotas.get(quotaId);
        if (quota) found.push(quota);
      }
    }
    return found;
  }
}

/** A class, and not an object of closures: there is one for every command. */
class TicketView implements State {
  constructor(
    private readonly batch: BatchState,
    private readonly account: AccountWork,
    private readonly ticket: Ticket,
  ) {}

  get accountId(): AccountId {
    return this.account.accountId;
  }

  balance(currency: string): Balance | null {
    return this.account.balances.get(currency) ?? null;
  }

  balances(): readonly Balance[] {
    return [...this.account.balances.values()];
  }

  subscriptions(): readonly Subscription[] {
    return this.account.subscriptions;
  }

  subscriptionTaken(subscriptionId: string): boolean {
    return this.batch.subscriptionsTaken.has(subscriptionId);
  }

  paymentMethods(): readonly PaymentMethod[] {
    return this.account.paymentMethods;
  }

  allowanceUsed(counterKey: string): Decimal {
    return this.account.allowances.get(counterKey) ?? ZERO;
  }

  carried(method: RemoteMethod, currency: string): Decimal {
    return this.account.carried.get(carriedName(method, currency)) ?? ZERO;
  }

  quotas(): readonly Quota[] {
    return this.batch.quotasOf(this.ticket);
  }

  quota(quotaId: string): Quota | null {
    return this.batch.quotas.get(quotaId) ?? null;
  }

  record(billingId: string): BillingRecord | null {
    const record = this.batch.records.get(billingId);
    return record?.accountId === this.account.accountId ? record : null;
  }

  attempt(attemptId: string): Attempt | null {
    return this.batch.attempts.get(attemptId) ?? null;
  }

  refusals(): RefusalCount {
    return this.account.refusals;
  }
}

function scopeName(scope: string, scopeId: string): string {
  return `${scope}:${scopeId}`;
}
