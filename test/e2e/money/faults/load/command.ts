/** What a command does to the books when it takes effect; every amount a plain decimal. */
export type Effect =
  /** A billing record under the key as its request id, paid at once or refused with a `failed` record. */
  | {
      readonly as: 'record';
      readonly user: string;
      readonly amount: string;
      /** `outside`: by whichever service around this one. */
      readonly from: Purse | 'outside';
    }
  /** A failed record of this amount is paid. */
  | { readonly as: 'payment'; readonly user: string; readonly amount: string; readonly billingId: string }
  /** A paid record of this amount is given back. */
  | { readonly as: 'refund'; readonly user: string; readonly amount: string; readonly billingId: string }
  /** One posting that names the key. */
  | {
      readonly as: 'deposit' | 'withdraw' | 'grant_credits';
      readonly user: string;
      readonly amount: string;
    }
  /** One posting that takes, one that brings. */
  | { readonly as: 'transfer'; readonly user: string; readonly to: string; readonly amount: string }
  | { readonly as: 'wallet'; readonly user: string; readonly amount: string };

export type Purse = 'wallet' | 'credits' | 'card';

/** One command as the client sends it, however often, always under the same key. */
export interface Command {
  readonly key: string;
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: object | null;
  readonly effect: Effect;
  /** It may be answered 500 while the database is made to refuse it. */
  readonly poisoned: boolean;
}

/** An answer as the log keeps it. */
export interface LoggedAnswer {
  readonly status: number;
  readonly replayed: boolean;
  readonly retryAfter: string | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Whether the answer says what the command came to; the others ask to come again with the same key. */
export function isFinal({ status }: Pick<LoggedAnswer, 'status'>): boolean {
  return ![202, 500, 503, 504].includes(status);
}
