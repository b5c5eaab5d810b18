import type { Balance } from '../../domain/ledger.js';
import type { Quota } from '../../domain/quota.js';
import type { BillingRecord } from '../../domain/record.js';
import type { Attempt } from '../../domain/state.js';
import type { WriteStatements } from '../sql/write.sql.js';
import type { BatchState } from './batch-state.js';
import { columns, json, numeric, numericOrNull, timestamp } from './columns.js';
import type { BatchConnection, Sent } from './connection.js';
import type { BalanceRef, KeyEntry, WriteSet } from './write-set.js';

/** The unique index of the keys struck: another process wrote one of them between our read and our write. */
export class KeyRace extends Error {}

/**
 * Writes what a batch decided, in a fixed number of statements and one round trip, and the events in a second one
 * together with the commit of the caller: their numbers come from the cell's row, which is taken last.
 */
export class BatchWriter {
  constructor(
    private readonly sql: WriteStatements,
    private readonly cell: number,
    private readonly state: BatchState,
    private readonly writes: WriteSet,
    private readonly now: number,
  ) {}

  /** Sends all but the events; answers the event numbers' base. */
  async write(connection: BatchConnection): Promise<bigint> {
    const statements = this.statements();
    const results = await connection.send(...statements);
    const keys = results[statements.findIndex(({ statement }) => statement === this.sql.insertKeys)];
    if (keys && keys.rowCount !== this.writes.keys.size) throw new KeyRace('An idempotency key was written twice');
    const last = results.at(-1)?.rows[0] as { seq: string } | undefined;
    if (!last) throw new Error(`Cell ${this.cell} has no row`);
    return BigInt(last.seq) - BigInt(this.writes.events.length);
  }

  /** The last statement before the commit; null without events. */
  events(base: bigint): Sent | null {
    const { events } = this.writes;
    if (events.length === 0) return null;
    return {
      statement: this.sql.insertEvents,
      values: [
        this.cell,
        base.toString(),
        timestamp(this.now),
        ...columns(events, (e) => e.type, (e) => e.accountId, (e) => e.billingId, (e) => json(e.payload)),
      ],
    };
  }

  private statements(): Sent[] {
    const { writes, sql } = this;
    return [
      ...this.records(),
      ...this.unless(writes.postings.length === 0, () => this.postings()),
      ...this.balances(),
      ...this.quotas(),
      ...this.unless(writes.allowances.size === 0, () => this.allowances()),
      ...this.accountDetails(),
      ...this.unless(writes.attempts.size === 0, () => this.attempts()),
      ...this.unless(writes.keys.size === 0, () => this.keys()),
      ...this.unless(writes.finalAnswers.length === 0, () => this.finalAnswers()),
      ...this.unless(writes.rollups.size === 0, () => this.rollups()),
      { statement: sql.advanceCell, values: [this.cell, writes.events.length, timestamp(this.now)] },
    ];
  }

  private unless(nothing: boolean, make: () => Sent): Sent[] {
    return nothing ? [] : [make()];
  }

  private records(): Sent[] {
    const { sql, writes, cell } = this;
    const at = timestamp(this.now);
    const recordsOf = (ids: ReadonlySet<string>): BillingRecord[] =>
      [...ids].map((id) => this.state.records.get(id) as BillingRecord);
    const sent: Sent[] = [];
    if (writes.newRecordIds.size > 0) {
      const values = columns(recordsOf(writes.newRecordIds), ...NEW_RECORD_COLUMNS);
      sent.push({ statement: sql.insertRecords, values: [cell, at, ...values] });
    }
    if (writes.changedRecordIds.size > 0) {
      const values = columns(recordsOf(writes.changedRecordIds), ...CHANGED_RECORD_COLUMNS);
      sent.push({ statement: sql.updateRecords, values: [cell, at, ...values] });
    }
    return sent;
  }

  private postings(): Sent {
    return {
      statement: this.sql.insertPostings,
      values: [
        this.cell,
        timestamp(this.now),
        ...columns(
          this.writes.postings,
          (p) => p.accountId,
          (p) => p.postingId,
          (p) => p.currency,
          (p) => p.source,
          (p) => p.destination,
          (p) => numeric(p.amount),
          (p) => p.operation,
          (p) => p.billingId,
          (p) => numericOrNull(p.balanceAfter),
          (p) => p.referenceId,
          (p) => p.description,
          (p) => json(p.metadata),
        ),
      ],
    };
  }

  private balances(): Sent[] {
    const { sql, writes, cell } = this;
    const at = timestamp(this.now);
    const sent: Sent[] = [];
    if (writes.definedBalances.size > 0) {
      const values = columns(
        this.balancesOf(writes.definedBalances.values()),
        (b) => b.accountId,
        (b) => b.currency,
        (b) => b.walletId,
        (b) => numeric(b.available),
        (b) => numeric(b.held),
        (b) => numeric(b.credits),
        (b) => numeric(b.overdraftLimit),
      );
      sent.push({ statement: sql.upsertBalances, values: [cell, at, ...values] });
    }
    const changed = [...writes.changedBalances].filter(([name]) => !writes.definedBalances.has(name));
    if (changed.length > 0) {
      const values = columns(
        this.balancesOf(changed.map(([, ref]) => ref)),
        (b) => b.accountId,
        (b) => b.currency,
        (b) => numeric(b.available),
        (b) => numeric(b.held),
        (b) => numeric(b.credits),
      );
      sent.push({ statement: sql.updateBalances, values: [cell, at, ...values] });
    }
    return sent;
  }

  private *balancesOf(refs: Iterable<BalanceRef>): Generator<Balance & BalanceRef> {
    for (const { accountId, currency } of refs) {
      yield { accountId, ...(this.state.account(accountId).balances.get(currency) as Balance) };
    }
  }

  /** One statement a cell: a shared quota may live elsewhere than the account. Their rows are locked already. */
  private quotas(): Sent[] {
    const byCell = new Map<number, Quota[]>();
    for (const quotaId of this.writes.changedQuotaIds) {
      const quota = this.state.quotas.get(quotaId) as Quota;
      byCell.set(quota.cell, [...(byCell.get(quota.cell) ?? []), quota]);
    }
    return [...byCell].map(([cell, quotas]) => ({
      statement: this.sql.updateQuotas,
      values: [
        cell,
        ...columns(quotas, (q) => q.quotaId, (q) => numeric(q.used), (q) => timestamp(q.windowStart)),
      ],
    }));
  }

  private allowances(): Sent {
    return {
      statement: this.sql.upsertAllowances,
      values: [
        this.cell,
        ...columns(
          this.writes.allowances.values(),
          (a) => a.accountId,
          (a) => a.productId,
          (a) => a.source,
          (a) => timestamp(a.periodStart),
          (a) => numeric(a.used),
        ),
      ],
    };
  }

  private accountDetails(): Sent[] {
    const { sql, writes, cell } = this;
    const at = timestamp(this.now);
    const sent: Sent[] = [];
    if (writes.changedAccounts.size > 0) {
      const accounts = [...writes.changedAccounts].map((accountId) => this.state.account(accountId));
      sent.push({
        statement: sql.updateAccounts,
        values: [
          cell,
          ...columns(
            accounts,
            (a) => a.accountId,
            (a) => a.hasSubscriptions,
            (a) => a.hasPaymentMethods,
            (a) => (a.refusals.minute === 0 ? null : timestamp(a.refusals.minute)),
            (a) => a.refusals.count,
          ),
        ],
      });
    }
    if (writes.subscriptions.length > 0) {
      sent.push({
        statement: sql.insertSubscriptions,
        values: [cell, at, ...columns(writes.subscriptions, ...SUBSCRIPTION_COLUMNS)],
      });
    }
    if (writes.newPaymentMethods.length > 0) {
      const values = columns(writes.newPaymentMethods, (m) => m.accountId, (m) => m.paymentMethodId, (m) => m.token);
      sent.push({ statement: sql.insertPaymentMethods, values: [cell, at, ...values] });
    }
    if (writes.removedPaymentMethods.length > 0) {
      const values = columns(writes.removedPaymentMethods, (m) => m.accountId, (m) => m.paymentMethodId);
      sent.push({ statement: sql.removePaymentMethods, values: [cell, at, ...values] });
    }
    return sent;
  }

  private attempts(): Sent {
    const rows = [...this.writes.attempts].map(([attemptId, answers]) => ({
      ...(this.state.attempts.get(attemptId) as Attempt),
      ...answers,
    }));
    return {
      statement: this.sql.upsertAttempts,
      values: [
        this.cell,
        timestamp(this.now),
        ...columns(
          rows,
          (a) => a.attemptId,
          (a) => a.accountId,
          (a) => a.kind,
          (a) => a.billingId,
          (a) => a.state,
          (a) => a.currency,
          (a) => numeric(a.amount),
          (a) => json(a.details),
          (a) => a.operation,
          (a) => a.key,
          (a) => timestamp(a.dueAt),
          (a) => a.checks,
          (a) => a.transactionId,
          (a) => a.failureReason,
        ),
      ],
    };
  }

  private keys(): Sent {
    const pick: ((entry: KeyEntry) => unknown)[] = [
      (k) => k.accountId,
      (k) => k.operation,
      (k) => k.key,
      (k) => k.fingerprint,
      (k) => json(k.outcome),
      (k) => k.billingId,
    ];
    return {
      statement: this.sql.insertKeys,
      values: [this.cell, timestamp(this.now), ...columns(this.writes.keys.values(), ...pick)],
    };
  }

  private finalAnswers(): Sent {
    return {
      statement: this.sql.replaceAnswers,
      values: [
        this.cell,
        ...columns(
          this.writes.finalAnswers,
          (a) => a.accountId,
          (a) => a.operation,
          (a) => a.key,
          (a) => json(a.outcome),
        ),
      ],
    };
  }

  private rollups(): Sent {
    return {
      statement: this.sql.upsertRollups,
      values: [
        this.cell,
        ...columns(
          this.writes.rollups.values(),
          (r) => r.accountId,
          (r) => timestamp(r.usageHour),
          (r) => r.userId,
          (r) => r.organizationId,
          (r) => r.agentId,
          (r) => r.productId,
          (r) => r.serviceType,
          (r) => r.model,
          (r) => r.method,
          (r) => r.status,
          (r) => r.currency,
          (r) => r.count,
          (r) => numeric(r.quantity),
          (r) => numeric(r.charged),
          (r) => numeric(r.refunded),
          (r) => numeric(r.costFailed),
          (r) => numeric(r.costPending),
        ),
      ],
    };
  }
}

const NEW_RECORD_COLUMNS: readonly ((record: BillingRecord) => unknown)[] = [
  (r) => r.billingId,
  (r) => r.accountId,
  (r) => r.usage.userId,
  (r) => r.usage.organizationId,
  (r) => r.usage.agentId,
  (r) => r.usage.subscriptionId,
  (r) => r.usage.sessionId,
  (r) => r.usage.requestId,
  (r) => r.usage.productId,
  (r) => r.usage.serviceType,
  (r) => r.model,
  (r) => numeric(r.usage.usageAmount),
  (r) => numericOrNull(r.unitPrice),
  (r) => numeric(r.total),
  (r) => r.currency,
  (r) => r.method,
  (r) => r.status,
  (r) => r.failureReason,
  (r) => timestamp(r.usage.usageTimestamp),
  (r) => json(r.usage.usageDetails),
  (r) => r.priceId,
  (r) => (r.lines.length === 0 ? null : json(r.lines)),
  (r) => (r.quotaUses.length === 0 ? null : json(r.quotaUses)),
  (r) => numeric(r.refunded),
  (r) => r.walletTransactionId,
  (r) => r.paymentTransactionId,
];

const CHANGED_RECORD_COLUMNS: readonly ((record: BillingRecord) => unknown)[] = [
  (r) => r.billingId,
  (r) => numericOrNull(r.unitPrice),
  (r) => numeric(r.total),
  (r) => r.currency,
  (r) => r.method,
  (r) => r.status,
  (r) => r.failureReason,
  (r) => r.priceId,
  (r) => (r.lines.length === 0 ? null : json(r.lines)),
  (r) => (r.quotaUses.length === 0 ? null : json(r.quotaUses)),
  (r) => numeric(r.refunded),
  (r) => r.walletTransactionId,
  (r) => r.paymentTransactionId,
];

const SUBSCRIPTION_COLUMNS: readonly ((row: WriteSet['subscriptions'][number]) => unknown)[] = [
  (u) => u.accountId,
  (u) => u.subscriptionId,
  (u) => u.userId,
  (u) => u.organizationId,
  (u) => u.planId,
  (u) => u.planTier,
  (u) => u.status,
  (u) => u.billingCycle,
  (u) => timestamp(u.anchorAt),
  (u) =>
    json(
      u.includedProducts.map((product) => ({
        product_id: product.productId,
        included_amount: numeric(product.includedAmount),
      })),
    ),
  (u) => json(u.metadata),
];
