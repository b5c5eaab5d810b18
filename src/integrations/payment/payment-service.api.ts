import { type Decimal, formatQuantity } from '../../domain/decimal.js';
import { AnswerFields } from '../upstream/answers/answer-fields.js';
import { unexpectedAnswer } from '../upstream/answers/unexpected-answer.js';
import type { UpstreamAnswer, UpstreamHttp } from '../upstream/calls/upstream-http.js';
import { type ServicePayment, servicePaymentOf } from './service-payment.js';

export interface Intent {
  readonly amount: Decimal;
  readonly currency: string;
  readonly user_id: string;
  readonly payment_method_id: string | null;
  /** The one thing of ours that it keeps and tells again. */
  readonly order_id: string;
  readonly description: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The calls of the platform's payment service, of both generations. A payment is an intent and its confirmation; two
 * intents are two payments. Writes need the secret of internal services.
 */
export class PaymentServiceApi {
  private readonly prefix: string;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(
    private readonly http: UpstreamHttp,
    generation: 'v1' | 'v2',
    secret: string | null,
  ) {
    this.prefix = generation === 'v1' ? '/api/v1' : '/api/v1/payment';
    this.headers = {
      'X-Internal-Service': 'true',
      ...(secret !== null && { 'X-Internal-Service-Secret': secret }),
    };
  }

  createIntent({ amount, ...intent }: Intent, signal: AbortSignal): Promise<UpstreamAnswer> {
    return this.post('payments/intent', signal, { amount: formatQuantity(amount), ...intent });
  }

  confirm(paymentId: string, signal: AbortSignal): Promise<UpstreamAnswer> {
    return this.post(`payments/${encodeURIComponent(paymentId)}/confirm`, signal);
  }

  createRefund(
    paymentId: string,
    amount: Decimal,
    words: { readonly reason: string; readonly requested_by: string },
    signal: AbortSignal,
  ): Promise<UpstreamAnswer> {
    const body = { payment_id: paymentId, amount: formatQuantity(amount), ...words };
    return this.post('refunds', signal, body);
  }

  /** A second time changes nothing: it is repeated a few times where it fails. */
  processRefund(refundId: string, signal: AbortSignal): Promise<UpstreamAnswer> {
    const path = `${this.prefix}/refunds/${encodeURIComponent(refundId)}/process`;
    return this.http.ask({ method: 'POST', path, headers: this.headers }, signal);
  }

  /**
   * Those of one user, newest first; `status` null = any. The service cuts at the limit before it looks at dates, so
   * that dates would not lead any further back.
   */
  async paymentsOf(
    userId: string,
    status: string | null,
    limit: number,
    signal: AbortSignal,
  ): Promise<ServicePayment[]> {
    const path = `${this.prefix}/payments/user/${encodeURIComponent(userId)}`;
    const { headers } = this;
    const answer = await this.http.ask({ method: 'GET', path, query: { status, limit }, headers }, signal);
    if (answer.status !== 200) throw unexpectedAnswer(this.http.name, answer);
    return new AnswerFields(this.http.name, answer.body).list('payments').map(servicePaymentOf);
  }

  private post(
    path: string,
    signal: AbortSignal,
    body?: Readonly<Record<string, unknown>>,
  ): Promise<UpstreamAnswer> {
    const call = { method: 'POST', path: `${this.prefix}/${path}`, headers: this.headers } as const;
    return this.http.send(body === undefined ? call : { ...call, body }, signal);
  }
}
