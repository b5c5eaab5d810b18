import { Injectable, Logger } from '@nestjs/common';
import { DomainError, refuse } from '../../../domain/problems/problems.js';
import type { StripeConfig } from '../../../config/integrations-config.js';
import { RareLines } from '../../../observability/rare-lines.js';
import { isJsonObject } from '../../upstream/answers/json-object.js';
import { StripeApi } from '../stripe-api.js';
import { isStripeError } from '../stripe-error.js';
import type { KeptEvent } from './kept-event.js';
import { StripeEventStore } from './stripe-event.store.js';
import { StripeEventWorker } from './stripe-event.worker.js';

/** How old a signature may be: a recorded request cannot be played again later. */
export const SIGNATURE_TOLERANCE_MS = 300_000;

const EVENT_ID = /^\w{1,255}$/;
const EVENT_TYPE = /^[\w.]{1,255}$/;

/** How often the log says that a delivery was not signed as it should be: anybody can send one. */
const UNSIGNED_LINE_MS = 60_000;

/** The id and type of what was signed, whatever it is. */
function namedEvent(event: unknown): Pick<KeptEvent, 'eventId' | 'type'> {
  const { id, type } = isJsonObject(event) ? event : {};
  const isNamed = typeof id === 'string' && EVENT_ID.test(id);
  if (isNamed && typeof type === 'string' && EVENT_TYPE.test(type)) return { eventId: id, type };
  throw new SyntaxError('it has no id or no type');
}

/** Takes what Stripe tells: proven to be Stripe's, kept, and worked on later. */
@Injectable()
export class StripeWebhook {
  private readonly logger = new Logger(StripeWebhook.name);
  private readonly unsigned = new RareLines(UNSIGNED_LINE_MS);

  constructor(
    private readonly api: StripeApi,
    private readonly events: StripeEventStore,
    private readonly worker: StripeEventWorker,
  ) {}

  /**
   * The event is kept when this returns; a second time changes nothing. Throws `webhook_signature_invalid`,
   * `malformed_json`, and `route_not_found` where payments do not go to Stripe.
   */
  async receive(body: Buffer | null, signature: string | undefined): Promise<void> {
    const { settings } = this.api;
    if (settings === null) {
      throw new DomainError(refuse('route_not_found', 'No route has this path and method'));
    }
    const event = await this.verified(body ?? Buffer.alloc(0), signature ?? '', settings);
    const isNew = await this.events.keep(event);
    if (isNew) this.worker.wake();
  }

  /** Stripe goes on trying for three days, and only the operator can mend it. */
  private tellUnsigned(hasSignature: boolean): void {
    const leftOut = this.unsigned.turnOf('');
    if (leftOut === null) return;
    const msg = hasSignature
      ? 'A delivery to the webhook is not signed with STRIPE_WEBHOOK_SECRET, or was signed too long ago'
      : 'A delivery to the webhook has no signature';
    this.logger.warn({ left_out: leftOut, msg });
  }

  private async verified(body: Buffer, signature: string, settings: StripeConfig): Promise<KeptEvent> {
    const { webhooks } = await this.api.open();
    try {
      const event = webhooks.constructEvent(
        body,
        signature,
        settings.webhookSecret,
        SIGNATURE_TOLERANCE_MS / 1_000,
      );
      return { ...namedEvent(event), payload: body.toString('utf8') };
    } catch (error) {
      if (isStripeError(error)) {
        this.tellUnsigned(signature !== '');
        const message = 'The body is not signed with the secret of this endpoint, or too long ago';
        throw new DomainError(refuse('webhook_signature_invalid', message), { cause: error });
      }
      const says = error instanceof Error ? error.message : String(error);
      throw new DomainError(refuse('malformed_json', `The body is no event: ${says}`), { cause: error });
    }
  }
}
