import type { Command } from '../../domain/commands.js';
import { methodOf } from '../../domain/decide/outside/attempt-kinds.js';
import type { Outcome } from '../../domain/outcomes.js';
import type { Posting } from '../../domain/ledger.js';
import type {
  BillingEvent,
  CarriedAmount,
  Effects,
  NewSubscription,
  PaymentMethod,
} from '../../domain/state.js';
import type { RollupDelta } from '../../domain/rollup.js';
import { keyNameOf, type Ticket } from '../lanes/ticket.js';

export interface KeyEntry {
  readonly accountId: string;
  readonly operation: Command['type'];
  readonly key: string;
  readonly fingerprint: Buffer;
  outcome: Outcome;
  readonly billingId: string | null;
}

/**
 * What a portion of a batch has to write, gathered from its decisions. Rows that several of them change (a balance, a
 * counter, a roll-up) appear once; their values are read from the batch's state before the next portion is decided.
 */
export class WriteSet {
  readonly newRecordIds = new Set<string>();
  readonly changedRecordIds = new Set<string>();
  readonly postings: Posting[] = [];
  /** By `account\0currency`. */
  readonly changedBalances = new Map<string, BalanceRef>();
  readonly changedQuotaIds = new Set<string>();
  readonly allowances = new Map<string, { accountId: string } & NonNullable<Effects['allowances']>[number]>();
  /** By account, method and currency. */
  readonly carried = new Map<string, CarriedAmount & { accountId: string }>();
  readonly changedAccounts = new Set<string>();
  readonly attempts = new Map<string, AttemptEntry>();
  /** New ones, to be leased to the callers who made them. */
  readonly leased = new Map<string, AttemptEntry>();
  readonly subscriptions: (NewSubscription & { accountId: string })[] = [];
  readonly newPaymentMethods: (PaymentMethod & { accountId: string })[] = [];
  readonly removedPaymentMethods: { accountId: string; paymentMethodId: string }[] = [];
  readonly keys = new Map<string, KeyEntry>();
  readonly finalAnswers: { accountId: string; operation: string; key: string; outcome: Outcome }[] = [];
  readonly rollups = new Map<string, RollupDelta>();
  readonly events: (BillingEvent & { accountId: string })[] = [];

  get isEmpty(): boolean {
    return this.keys.size === 0;
  }

  /** Takes in one decision. */
  add(ticket: Ticket, effects: Effects, outcome: Outcome): void {
    const { accountId, command, key } = ticket;
    this.keys.set(keyNameOf(accountId, command.type, key), {
      accountId,
      operation: command.type,
      key,
      fingerprint: ticket.fingerprint,
      outcome,
      billingId: effects.record?.after.billingId ?? null,
    });
    this.addMoney(accountId, effects);
    this.addRecord(effects);
    this.addAttempts(ticket, effects);
    this.addAccount(accountId, effects);
    if (effects.finalAnswer) this.answerAnew(accountId, effects.finalAnswer);
    for (const event of effects.events ?? []) this.events.push({ ...event, accountId });
  }

  private addAttempts({ accountId, command, key, takesLease }: Ticket, { attempts = [] }: Effects): void {
    for (const { before, after } of attempts) {
      const answers = after.answers ?? { operation: command.type, key };
      const isLeased = takesLease && before === null && methodOf(after) !== null;
      this.leased.delete(after.attemptId);
      (isLeased ? this.leased : this.attempts).set(after.attemptId, { accountId, ...answers });
    }
  }

  private addMoney(accountId: string, effects: Effects): void {
    if (effects.balance) {
      const { currency } = effects.balance;
      this.changedBalances.set(`${accountId}\u0000${currency}`, { accountId, currency });
    }
    if (effects.postings) this.postings.push(...effects.postings);
    for (const quota of effects.quotas ?? []) this.changedQuotaIds.add(quota.quotaId);
    for (const counter of effects.allowances ?? []) {
      const name = `${accountId}\u0000${counter.productId}\u0000${counter.source}\u0000${counter.periodStart}`;
      this.allowances.set(name, { accountId, ...counter });
    }
    for (const carried of effects.carried ?? []) {
      const name = `${accountId}\u0000${carried.method}\u0000${carried.currency}`;
      this.carried.set(name, { accountId, ...carried });
    }
    for (const delta of effects.rollups ?? []) this.addRollup(delta);
  }

  private addRecord({ record }: Effects): void {
    if (!record) return;
    const { billingId } = record.after;
    if (!record.before) this.newRecordIds.add(billingId);
    else if (!this.newRecordIds.has(billingId)) this.changedRecordIds.add(billingId);
  }

  private addAccount(accountId: string, effects: Effects): void {
    if (effects.subscription) this.subscriptions.push({ ...effects.subscription, accountId });
    if (effects.paymentMethod) {
      if ('added' in effects.paymentMethod) {
        this.newPaymentMethods.push({ ...effects.paymentMethod.added, accountId });
      } else {
        this.removedPaymentMethods.push({ accountId, paymentMethodId: effects.paymentMethod.removedId });
      }
    }
    if (effects.refusals || effects.subscription || effects.paymentMethod)
      this.changedAccounts.add(accountId);
  }

  /** The stored answer may have been sent already or, for a settlement in the same portion, still stand here. */
  private answerAnew(accountId: string, final: NonNullable<Effects['finalAnswer']>): void {
    const pending = this.keys.get(keyNameOf(accountId, final.operation, final.key));
    if (pending) pending.outcome = final.outcome;
    else this.finalAnswers.push({ accountId, ...final });
  }

  private addRollup(delta: RollupDelta): void {
    const name = rollupName(delta);
    const sum = this.rollups.get(name);
    this.rollups.set(
      name,
      sum
        ? {
            ...sum,
            count: sum.count + delta.count,
            quantity: sum.quantity.plus(delta.quantity),
            charged: sum.charged.plus(delta.charged),
            refunded: sum.refunded.plus(delta.refunded),
            costFailed: sum.costFailed.plus(delta.costFailed),
            costPending: sum.costPending.plus(delta.costPending),
          }
        : delta,
    );
  }
}

interface AttemptEntry {
  readonly accountId: string;
  readonly operation: string;
  readonly key: string;
}

export interface BalanceRef {
  readonly accountId: string;
  readonly currency: string;
}

function rollupName(d: RollupDelta): string {
  return [
    d.accountId,
    d.usageHour,
    d.userId,
    d.organizationId,
    d.agentId,
    d.productId,
    d.serviceType,
    d.model,
    d.method,
    d.status,
    d.currency,
  ].join('\u0000');
}
