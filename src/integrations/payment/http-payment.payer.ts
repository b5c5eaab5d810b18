import { Logger } from '@nestjs/common';
import type { Denomination } from '../../domain/payers/accrual.js';
import { cardDenomination } from '../../domain/payers/minor-units.js';
import { beforeSending } from '../payer/before-sending.js';
import { declined } from '../payer/payer-results.js';
import type { ChargeRequest, PayerResult, RefundRequest, RemotePayer } from '../payer/remote-payer.js';
import { isWholeIn } from '../payer/whole-units.js';
import { wordsOf } from '../upstream/answers/answer-fields.js';
import { UpstreamFailure } from '../upstream/calls/upstream-failure.js';
import type { OtherRefunds } from './other-refunds.js';
import { PaymentSearch } from './payment-search.js';
import { readConfirmation, readIntent, readNewRefund, resultOf } from './payment-service.answers.js';
import type { PaymentServiceApi } from './payment-service.api.js';
import type { ServicePayment } from './service-payment.js';

/** What it takes. It knows JPY too, and charges a hundred times as many: it counts cents in every currency. */
const CURRENCIES: readonly string[] = ['USD', 'EUR', 'GBP', 'CNY'];

/**
 * Charges cards through the platform's payment service: an intent, which takes nothing, then its confirmation, which
 * takes the money and may be repeated. The intent carries the attempt's id as its `order_id`; a later call under the
 * same attempt finds it and goes on from there, so that one attempt never has two intents.
 *
 * It knows users only: an organisation's id taken for a user's could charge a stranger.
 */
export class HttpPaymentPayer implements RemotePayer {
  readonly isIdempotent = false;
  private readonly logger = new Logger(HttpPaymentPayer.name);
  private readonly search: PaymentSearch;

  constructor(
    private readonly service: PaymentServiceApi,
    private readonly others: OtherRefunds,
  ) {
    this.search = new PaymentSearch(service);
  }

  units(currency: string): Denomination | null {
    return CURRENCIES.includes(currency) ? cardDenomination(currency) : null;
  }

  async charge(request: ChargeRequest, signal: AbortSignal): Promise<PayerResult> {
    const refused = this.refusalOf(request);
    if (refused) return refused;
    const made =
      request.sentBefore === false ? null : await beforeSending(this.search.ofAttempt(request, signal));
    if (made === null) return this.begin(request, signal);
    return resultOf(made) ?? this.confirm(made.paymentId, request, signal);
  }

  async refund(request: RefundRequest, signal: AbortSignal): Promise<PayerResult> {
    const { transactionId, amount, billingId, attemptId } = request;
    const given = await beforeSending(this.search.refunded(request, signal));
    if (given) return this.givenBefore(given, request);
    const words = { reason: `Refund of ${billingId}`, requested_by: attemptId };
    const answer = await this.service.createRefund(transactionId, amount, words, signal);
    const made = readNewRefund(answer);
    if (made === null) return declined('no_route_back', wordsOf(answer));
    await this.process(made.refundId, signal);
    return { status: 'succeeded', transactionId: made.refundId };
  }

  /**
   * A refund is seen by what it left of its payment only. A payment is refunded once at most, so that one that was given
   * back in the amount asked about was given back by this refund, or by one of another record that names it.
   */
  async lookup(request: ChargeRequest | RefundRequest, signal: AbortSignal): Promise<PayerResult | null> {
    if (request.account.type !== 'user') return null;
    if (request.kind === 'charge') {
      const made = await this.search.ofAttempt(request, signal);
      return made && resultOf(made);
    }
    const given = await this.search.refunded(request, signal);
    return given && this.givenBefore(given, { ...request, sentBefore: true });
  }

  private refusalOf({ account, amount, currency }: ChargeRequest): PayerResult | null {
    if (account.type !== 'user') return declined('payment_declined', 'the payment service knows users only');
    const units = this.units(currency);
    if (units === null) return declined('currency_mismatch', `no card pays in ${currency}`);
    // Whether it is enough for a charge is the service's to say; but what is no whole step it would cut off.
    if (isWholeIn(amount, units.unit)) return null;
    return declined('payment_declined', `a card is charged in steps of ${units.unit.toFixed()} ${currency}`);
  }

  private async begin(request: ChargeRequest, signal: AbortSignal): Promise<PayerResult> {
    const { account, amount, currency, token, attemptId, billingId } = request;
    const answer = await this.service.createIntent(
      {
        amount,
        currency,
        user_id: account.id,
        payment_method_id: token,
        order_id: attemptId,
        description: `Usage ${billingId}`,
        metadata: { billing_id: billingId, attempt_id: attemptId },
      },
      signal,
    );
    const intent = readIntent(answer);
    return 'paymentId' in intent ? this.confirm(intent.paymentId, request, signal) : intent;
  }

  private async confirm(
    paymentId: string,
    { attemptId }: ChargeRequest,
    signal: AbortSignal,
  ): Promise<PayerResult> {
    const result = readConfirmation(await this.service.confirm(paymentId, signal));
    if (result) return result;
    throw new UpstreamFailure('payment', `the payment ${paymentId} of ${attemptId} is not there any more`);
  }

  private async givenBefore(given: ServicePayment, request: RefundRequest): Promise<PayerResult> {
    const { amount, attemptId, sentBefore } = request;
    const isAlike = given.status === (amount.eq(given.amount) ? 'refunded' : 'partial_refund');
    const others = sentBefore === true && isAlike ? await this.others.of(request) : 'given';
    if (others === 'none') {
      // Its own answer, and with it its id, was lost: nobody but the service's operator can see whether it is processed.
      this.tellUnprocessed({ payment_id: given.paymentId, requested_by: attemptId });
      return { status: 'succeeded', transactionId: attemptId };
    }
    if (others === 'given') return declined('no_route_back', `the payment is ${given.status} already`);
    throw new UpstreamFailure('payment', `an earlier refund of ${given.paymentId} has no outcome yet`);
  }

  /** The refund is the service's from here on. One that it has not processed waits there; asking anew would be another. */
  private async process(refundId: string, signal: AbortSignal): Promise<void> {
    try {
      const answer = await this.service.processRefund(refundId, signal);
      if (answer.status !== 200) throw new UpstreamFailure('payment', wordsOf(answer));
    } catch (error) {
      this.tellUnprocessed({ refund_id: refundId, err: error });
    }
  }

  private tellUnprocessed(facts: Readonly<Record<string, unknown>>): void {
    this.logger.warn({ ...facts, msg: 'The payment service may have yet to process a refund' });
  }
}
