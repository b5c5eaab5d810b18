import { type Decimal, decimal, formatQuantity } from '../../../src/domain/decimal.js';
import {
  type ChargeRequest,
  NotSent,
  type PayerResult,
  type RefundRequest,
  type RemotePayer,
} from '../../../src/integrations/payer/remote-payer.js';

/** What becomes of a call: `lost` has its effect and no answer, `dropped` neither. */
export type Fate = 'succeeds' | 'declines' | 'not sent' | 'lost' | 'dropped';

type Request = ChargeRequest | RefundRequest;

/** A payer of our own making, with books of its own and no idempotency: each call is one movement more. */
export class ScriptedPayer implements RemotePayer {
  readonly isIdempotent = false;
  /** Attempts in the order in which value moved for them. */
  readonly moved: string[] = [];
  readonly lookups: string[] = [];
  /** Most calls at once for one account, ever. */
  mostAtOnce = 0;
  isAvailable = true;
  /** Whole units only. */
  unit: Decimal | null = null;
  /** What was taken and given back, by attempt. */
  readonly amounts = new Map<string, string>();
  private readonly fates: Fate[] = [];
  private readonly inFlight = new Map<string, number>();
  private hold: Promise<void> = Promise.resolve();

  constructor(
    private readonly prefix: string,
    private readonly decline: PayerResult & { status: 'declined' },
  ) {}

  units(): { readonly unit: Decimal; readonly least: Decimal } | null {
    return this.unit && { unit: this.unit, least: this.unit };
  }

  /** The next calls, one after the other; when there is nothing left, they succeed. */
  next(...fates: Fate[]): void {
    this.fates.push(...fates);
  }

  /** No call gets on until the answer is called. */
  holdCalls(): () => void {
    let release = (): void => {};
    this.hold = new Promise((resolve) => (release = resolve));
    return release;
  }

  charge(request: ChargeRequest, signal: AbortSignal): Promise<PayerResult> {
    return this.call(request, signal);
  }

  /** No more than the charge itself took. */
  async refund(request: RefundRequest, signal: AbortSignal): Promise<PayerResult> {
    const taken = this.amounts.get(request.transactionId.slice(this.prefix.length + 1));
    return taken !== undefined && request.amount.gt(decimal(taken))
      ? this.decline
      : this.call(request, signal);
  }

  async lookup({ attemptId }: Request): Promise<PayerResult | null> {
    this.lookups.push(attemptId);
    return this.moved.includes(attemptId) ? this.resultOf(attemptId) : null;
  }

  private async call({ attemptId, account, amount }: Request, signal: AbortSignal): Promise<PayerResult> {
    const fate = this.isAvailable ? (this.fates.shift() ?? 'succeeds') : 'not sent';
    if (fate === 'not sent') throw new NotSent('nobody listens');
    const atOnce = (this.inFlight.get(account.id) ?? 0) + 1;
    this.inFlight.set(account.id, atOnce);
    this.mostAtOnce = Math.max(this.mostAtOnce, atOnce);
    try {
      await this.hold;
      if (fate === 'declines') return this.decline;
      if (fate !== 'dropped') {
        this.moved.push(attemptId);
        this.amounts.set(attemptId, formatQuantity(amount));
      }
      if (fate !== 'succeeds') await silence(signal);
      return this.resultOf(attemptId);
    } finally {
      this.inFlight.set(account.id, (this.inFlight.get(account.id) ?? 1) - 1);
    }
  }

  private resultOf(attemptId: string): PayerResult {
    return { status: 'succeeded', transactionId: `${this.prefix}-${attemptId}` };
  }
}

function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
