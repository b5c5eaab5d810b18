import type { CommandType } from '../../../../src/domain/commands.js';
import type { ProblemCode } from '../../../../src/domain/problems/problem-codes.js';
import { COMMAND_TYPES } from '../reference/reference.js';
import type { Happening } from '../running/history.js';
import { FORESEEN_OUTSIDE, outsideWordsOf } from './outside-coverage.js';

/** Every way in which a command can come out that the programs are able to bring about. */
export const FORESEEN_REFUSALS: readonly ProblemCode[] = [
  'validation_failed',
  'usage_not_priced',
  'insufficient_wallet_balance',
  'insufficient_credit_balance',
  'no_payment_method',
  'not_included_in_subscription',
  'currency_mismatch',
  'quota_exceeded',
  'too_many_refusals',
  'payment_declined',
  'payer_unavailable',
  'idempotency_key_conflict',
  'billing_record_not_found',
  'billing_already_processed',
  'invalid_status_transition',
  'wallet_not_found',
  'wallet_already_exists',
  'insufficient_funds',
  'overdraft_in_use',
  'subscription_already_exists',
  'payment_method_not_found',
];

/** What the runs of a suite came upon. */
export class Coverage {
  runs = 0;
  private readonly counts = new Map<string, number>();

  add(history: readonly Happening[]): void {
    this.runs += 1;
    for (const word of outsideWordsOf(history)) this.count(`outside: ${word}`);
    for (const item of history) {
      if (item.kind === 'world') continue;
      const { outcome, replayed } = item.found;
      const { type } = item.command;
      this.count(`sent ${type}`);
      if (outcome.kind === 'refused') this.count(`refused ${outcome.refusal.code}`);
      else if (replayed) this.count(`replayed ${type}`);
      else this.count(`done ${type}`);
      if (outcome.kind === 'charge') {
        this.count(`became ${outcome.status}`);
        if (outcome.refusal) this.count(`refused ${outcome.refusal.code}`);
        if (outcome.walletBalance?.startsWith('-')) this.count('became completed on overdraft');
        if (outcome.quotaWarnings.length > 0) this.count('became completed over a soft quota');
      }
      if (outcome.kind !== 'record') continue;
      this.count(`became ${outcome.status}`);
      if (outcome.charge?.refusal) this.count(`refused ${outcome.charge.refusal.code}`);
      // The charge's own key says so from now on.
      if (type === 'settle_payment' && outcome.changed && outcome.status === 'failed') {
        this.count('refused payment_declined');
      }
    }
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  /** The commands, sent, done and replayed; the statuses; the refusals by their codes. */
  report(): string {
    const commands = COMMAND_TYPES.map(
      (type) =>
        `  ${type}: ${this.of(`sent ${type}`)} sent, ${this.of(`done ${type}`)} done, ` +
        `${this.of(`replayed ${type}`)} replayed`,
    );
    const total = COMMAND_TYPES.reduce((sum, type) => sum + this.of(`sent ${type}`), 0);
    return [
      `${this.runs} runs, ${total} commands`,
      ...commands,
      this.line('became'),
      this.line('refused'),
      this.line('outside:'),
    ].join('\n');
  }

  /** What never happened and should have. */
  missing(): string[] {
    const wanted = [
      ...COMMAND_TYPES.flatMap((type: CommandType) => [`done ${type}`, `replayed ${type}`]),
      ...['pending', 'processing', 'completed', 'failed', 'refunded'].map((status) => `became ${status}`),
      'became completed over a soft quota',
      'became completed on overdraft',
      ...FORESEEN_REFUSALS.map((code) => `refused ${code}`),
      ...FORESEEN_OUTSIDE.map((word) => `outside: ${word}`),
    ];
    return wanted.filter((name) => this.of(name) === 0);
  }

  private line(what: string): string {
    const found = [...this.counts].filter(([name]) => name.startsWith(`${what} `)).sort();
    return `  ${what.replace(':', '')}: ${found.map(([name, n]) => `${name.slice(what.length + 1)} ${n}`).join(', ')}`;
  }

  private count(name: string): void {
    this.counts.set(name, this.of(name) + 1);
  }
}
