/** The kind of a record that waits without an attempt. */
export const RECORD = 'record';
/** The kind of what is not settled because somebody disputes it. */
export const DISPUTE = 'dispute';

/** One thing that is not settled. */
export interface UnsettledItem {
  /** Of the attempt, or of a record that has none. */
  readonly id: string;
  /** What the attempt does, `record` or `dispute`. */
  readonly kind: string;
  /** Of the attempt (`created`, `unknown`), of the record (`pending`, `failed`), or Stripe's word for the dispute's. */
  readonly state: string;
  readonly billingId: string | null;
  readonly account: string;
  readonly amount: string;
  readonly currency: string | null;
  readonly ageMs: number;
  /** How often the upstream was asked. */
  readonly checks: number;
  /** Why it is not settled, as far as known. */
  readonly reason: string | null;
  /** Of the last change: names this state of it in the key of a re-drive. */
  readonly changedAt: string;
}
