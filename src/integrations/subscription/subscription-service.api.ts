import type { Account } from '../../domain/commands.js';
import { AnswerFields } from '../upstream/answers/answer-fields.js';
import type { CallContext } from '../upstream/calls/call-context.js';
import { unexpectedAnswer } from '../upstream/answers/unexpected-answer.js';
import type { UpstreamAnswer, UpstreamHttp } from '../upstream/calls/upstream-http.js';

const SUBSCRIPTIONS = '/api/v1/subscriptions';

/**
 * The calls of the platform's subscription service, which keeps subscriptions and the credits that come with them. Only
 * its reservations are idempotent. It answers 200 with `success: false` where other services would refuse.
 */
export class SubscriptionServiceApi {
  constructor(private readonly http: UpstreamHttp) {}

  /** The credits of a payer's active subscription; zeros without one. */
  async creditBalance(account: Account, context?: CallContext): Promise<AnswerFields> {
    const path = `${SUBSCRIPTIONS}/credits/balance`;
    const answer = await this.http.ask({ method: 'GET', path, query: payerFields(account), context });
    return this.read(answer);
  }

  /** The one subscription of a user that is in force; null without any. */
  async findOfUser(userId: string, context?: CallContext): Promise<AnswerFields | null> {
    const path = `${SUBSCRIPTIONS}/user/${encodeURIComponent(userId)}`;
    const answer = await this.http.ask({ method: 'GET', path, context });
    if (answer.status === 404) return null;
    return this.read(answer).maybeFields('subscription');
  }

  async find(subscriptionId: string, context?: CallContext): Promise<AnswerFields | null> {
    const path = `${SUBSCRIPTIONS}/${encodeURIComponent(subscriptionId)}`;
    const answer = await this.http.ask({ method: 'GET', path, context });
    if (answer.status === 404) return null;
    const fields = this.read(answer);
    return fields.maybeFields('subscription') ?? fields;
  }

  /** Sets credits aside. Repeated under one `requestId` it answers the same reservation. */
  reserve(
    account: Account,
    credits: number,
    requestId: string,
    signal: AbortSignal,
  ): Promise<UpstreamAnswer> {
    const body = { ...payerFields(account), estimated_credits: credits, request_id: requestId };
    return this.http.send({ method: 'POST', path: `${SUBSCRIPTIONS}/credits/reserve`, body }, signal);
  }

  /** Takes credits that were set aside, once: 409 when it is done. */
  reconcile(reservationId: string, credits: number, signal: AbortSignal): Promise<UpstreamAnswer> {
    const body = { reservation_id: reservationId, actual_credits: credits };
    return this.http.send({ method: 'POST', path: `${SUBSCRIPTIONS}/credits/reconcile`, body }, signal);
  }

  /** Gives back credits that were set aside and not taken; 409 when they were taken, or given back before. */
  release(reservationId: string, signal: AbortSignal): Promise<UpstreamAnswer> {
    const body = { reservation_id: reservationId };
    return this.http.send({ method: 'POST', path: `${SUBSCRIPTIONS}/credits/release`, body }, signal);
  }

  private read(answer: UpstreamAnswer): AnswerFields {
    if (answer.status !== 200) throw unexpectedAnswer(this.http.name, answer);
    return new AnswerFields(this.http.name, answer.body);
  }
}

/** Who pays. It wants a user in any case; an organisation, which is told apart by the type, stands in for him. */
function payerFields({ type, id }: Account): Record<string, string> {
  return {
    user_id: id,
    billing_account_type: type,
    billing_account_id: id,
    ...(type === 'organization' && { organization_id: id }),
  };
}
