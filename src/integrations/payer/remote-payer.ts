import type { Account } from '../../domain/commands.js';
import type { Decimal } from '../../domain/decimal.js';
import type { DeclineCode } from '../../domain/payers/remote.js';

export type { DeclineCode };

/**
 * Somebody outside who can take value from a payer and give it back: a wallet service, a credit service, a payment
 * service. The settlement room calls it outside every transaction, under a lease, after the intent is committed.
 *
 * Three things can become of a call. It answers what the upstream decided. It throws `NotSent`: surely nothing has
 * happened there. It throws anything else: nobody knows, and only `lookup` can tell.
 */
export interface RemotePayer {
  /**
   * True when a repeated `charge` or `refund` under the same attempt id moves nothing twice: then one look-up that
   * finds nothing is enough to send it again.
   */
  readonly isIdempotent: boolean;

  /**
   * The steps in which the upstream takes this currency, and the least sum that it takes at all; null: any amount.
   * What is left over is carried on the account until it is enough.
   */
  units?(currency: string): { readonly unit: Decimal; readonly least: Decimal } | null;

  charge(request: ChargeRequest, signal: AbortSignal): Promise<PayerResult>;

  /**
   * Gives back all or part of a charge. Declined with `no_route_back` where the upstream has no way to, so that it comes
   * back as credits here; with any other code where the payer has it back already, or gets it another way.
   */
  refund(request: RefundRequest, signal: AbortSignal): Promise<PayerResult>;

  /** What became of an earlier call with this request; null when it is not found there (now). */
  lookup(request: ChargeRequest | RefundRequest, signal: AbortSignal): Promise<PayerResult | null>;

  /**
   * Only where `lookup` cannot find anything, so that its null says nothing: sees to it that an attempt that is about to
   * be given up holds nothing there, and that no call of it that is still under way takes anything. Null when that is
   * so; `succeeded` where it had taken its value. May be repeated. Without it, an attempt that is not found is given up.
   */
  withdraw?(request: ChargeRequest | RefundRequest, signal: AbortSignal): Promise<PayerResult | null>;
}

interface PayerRequest {
  /** One attempt is one movement upstream, however often it is sent. The idempotency key where there is one. */
  readonly attemptId: string;
  readonly billingId: string;
  readonly account: Account;
  /** Positive; in whole units where the upstream knows no fractions. */
  readonly amount: Decimal;
  readonly currency: string;
  /** When the attempt was made, epoch milliseconds by the database's clock: a look-up need not search before it. */
  readonly createdAt: number;
  /**
   * False where this attempt was surely never sent: then a payer need not look for what an earlier call has left. When
   * absent it may have been.
   */
  readonly sentBefore?: boolean;
}

export interface ChargeRequest extends PayerRequest {
  readonly kind: 'charge';
  /** The card, as the payment service knows it; null for wallets and credits. */
  readonly token: string | null;
}

export interface RefundRequest extends PayerRequest {
  readonly kind: 'refund';
  /** The upstream's transaction of the charge that is given back. */
  readonly transactionId: string;
}

export type PayerResult =
  | {
      readonly status: 'succeeded';
      /** The upstream's own id, or the attempt's where it makes none. */
      readonly transactionId: string;
      /** What the payer has left, where the answer says so. */
      readonly balance?: Decimal;
    }
  | { readonly status: 'declined'; readonly code: DeclineCode; readonly reason: string };

/** The call surely did not reach the upstream: its breaker is open, its queue is full, nobody listens there. */
export class NotSent extends Error {}
