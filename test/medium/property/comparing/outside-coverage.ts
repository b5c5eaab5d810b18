import type { SettlePaymentCommand } from '../../../../src/domain/commands.js';
import type { ChargeOutcome, Outcome } from '../../../../src/domain/outcomes.js';
import type { BillingMethod } from '../../../../src/domain/vocabulary.js';
import { CHARGES, NO_PAYMENT } from '../reference/outside.js';
import type { CommandSent, Happening } from '../running/history.js';

const PAYERS = Object.values(CHARGES) as string[];
/** What should happen with payers outside in a suite of the usual size. */
export const FORESEEN_OUTSIDE: readonly string[] = [
  ...PAYERS.flatMap((payer) =>
    ['succeeded', 'declined', 'not_sent', 'unknown'].map((word) => `${payer} ${word}`),
  ),
  ...PAYERS.flatMap((payer) =>
    ['succeeded', 'declined', 'not_sent'].map((word) => `${payer}_refund ${word}`),
  ),
  ...PAYERS.flatMap((payer) => [`${payer} was too small`, `${payer} too small refunded`]),
  ...['wallet', 'payment'].map((next) => `a decline moved on to ${next}`),
  'usage waits for its payer',
  'a refund comes back',
  'an answer under an old lease',
  ...PAYERS.map((payer) => `${payer} leased as it was made`),
  'an attempt taken over',
  'an attempt not taken over',
];

/** What one run met of it: each attempt's words up to the first definite one, and where charges went from there. */
export function outsideWordsOf(history: readonly Happening[]): string[] {
  const run = new OutsideRun();
  return history.flatMap((item) =>
    item.kind === 'command' ? run.wordsOf(item) : item.change.word === undefined ? [] : [item.change.word],
  );
}

class OutsideRun {
  private readonly methods = new Map<string, BillingMethod | null>();
  private readonly kinds = new Map<string, string>();
  private readonly tooSmall = new Set<string>();
  private readonly last = new Map<string, string>();

  wordsOf({ command, found: { outcome, replayed, leased } }: CommandSent): string[] {
    if (outcome.kind === 'charge') {
      if (replayed) return [];
      const words = this.ofCharge(outcome);
      return leased ? [...words, `${this.payerOf(outcome.billingId)} leased as it was made`] : words;
    }
    if (outcome.kind !== 'record' || replayed) return [];
    if (outcome.stale) return ['an answer under an old lease'];
    const words: string[] = [];
    if (command.type === 'settle_payment') words.push(...this.ofWord(command));
    if (command.type === 'refund' && outcome.changed) words.push(...this.ofRefund(outcome));
    if (outcome.refundId) this.kinds.set(outcome.refundId, `${this.payerOf(outcome.billingId)}_refund`);
    const { charge } = outcome;
    if (!charge) return words;
    words.push(...this.ofCharge(charge));
    if (command.type !== 'settle_payment' || charge.status === 'pending' || charge.status === 'failed')
      return words;
    const isHere = charge.walletTransactionId?.startsWith('txn_') ?? charge.paymentTransactionId === null;
    const next = charge.status === 'completed' && isHere ? 'a balance here' : this.payerOf(charge.billingId);
    return [...words, `a decline moved on to ${next}`];
  }

  private ofCharge({ billingId, method, status, attemptId, refusal, ...rest }: ChargeOutcome): string[] {
    this.methods.set(billingId, method);
    const payer = this.payerOf(billingId);
    if (attemptId !== null) this.kinds.set(attemptId, payer);
    const id = rest.walletTransactionId ?? rest.paymentTransactionId;
    if (status === 'completed' && id?.startsWith(NO_PAYMENT)) {
      this.tooSmall.add(billingId);
      return [`${payer} was too small`];
    }
    return status === 'pending' && refusal === null ? ['usage waits for its payer'] : [];
  }

  private ofRefund({ billingId, attemptId }: Outcome & { kind: 'record' }): string[] {
    const payer = this.payerOf(billingId);
    if (attemptId !== null) this.kinds.set(attemptId, `${payer}_refund`);
    return this.tooSmall.has(billingId) ? [`${payer} too small refunded`] : [];
  }

  private ofWord({ attemptId, leaseNumber, outcome }: SettlePaymentCommand): string[] {
    const { status } = outcome;
    const kind = this.kinds.get(attemptId);
    if (kind === undefined) return [];
    const last = this.last.get(attemptId);
    if (last === undefined || last === 'unknown') {
      this.last.set(attemptId, status);
      return [`${kind} ${status}`];
    }
    const isTold = leaseNumber === null && status === 'declined' && outcome.code === 'no_route_back';
    if (!isTold || last !== 'succeeded' || !kind.endsWith('_refund')) return [];
    this.last.set(attemptId, 'declined');
    return ['a refund comes back'];
  }

  /** A record that was settled outside goes back by what its ids tell; that is not told here. */
  private payerOf(billingId: string): string {
    return CHARGES[this.methods.get(billingId) ?? ''] ?? 'payment';
  }
}
