/** The body of one of Stripe's errors, as https://docs.stripe.com/api/errors has it. */
export interface StripeErrorBody {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
  readonly charge?: string;
  readonly payment_intent?: object;
  readonly payment_method?: object;
}

/** An answer that Stripe gives instead of the one it was asked for. */
export class StripeFault extends Error {
  constructor(
    readonly status: number,
    readonly error: StripeErrorBody,
    /** Kept under the idempotency key: the endpoint had begun. A request that is not valid never begins. */
    readonly isKept = false,
  ) {
    super(error.message);
  }

  /** As it goes over the wire. */
  get body(): object {
    const { code } = this.error;
    return {
      error: { ...this.error, ...(code && { doc_url: `https://stripe.com/docs/error-codes/${code}` }) },
    };
  }
}

export function invalidRequest(message: string, more: Partial<StripeErrorBody> = {}): StripeFault {
  return new StripeFault(400, { type: 'invalid_request_error', message, ...more });
}

export function noSuch(kind: string, id: string, param: string): StripeFault {
  return invalidRequest(`No such ${kind}: '${id}'`, { code: 'resource_missing', param });
}
