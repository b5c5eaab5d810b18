import type { ChargeRequest, PayerResult, RefundRequest, RemotePayer } from '../payer/remote-payer.js';
import type { PaymentClient, PaymentResult } from './payment.client.js';

/** The payment sandbox as the settlement room calls it. Attempts are its idempotency keys. */
export class SandboxPayer implements RemotePayer {
  readonly isIdempotent = true;

  constructor(private readonly client: PaymentClient) {}

  async charge(request: ChargeRequest, signal: AbortSignal): Promise<PayerResult> {
    const { attemptId: idempotencyKey, amount, currency, token } = request;
    if (token === null) throw new Error(`The attempt ${idempotencyKey} names no card.`);
    return resultOf(await this.client.charge({ idempotencyKey, amount, currency, token }, signal));
  }

  async refund(request: RefundRequest, signal: AbortSignal): Promise<PayerResult> {
    const { attemptId: idempotencyKey, amount, currency, transactionId } = request;
    return resultOf(await this.client.refund({ idempotencyKey, amount, currency, transactionId }, signal));
  }

  async lookup(request: ChargeRequest | RefundRequest, signal: AbortSignal): Promise<PayerResult | null> {
    const found = await this.client.lookup(request.attemptId, signal);
    return found === null ? null : resultOf(found);
  }
}

function resultOf(result: PaymentResult): PayerResult {
  return result.status === 'succeeded' ? result : { ...result, code: 'payment_declined' };
}
