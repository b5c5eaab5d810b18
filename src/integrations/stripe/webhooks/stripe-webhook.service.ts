import { Injectable } from '@nestjs/common';
import { DomainError, refuse } from '../../../domain/problems.js';
import type { StripeConfig } from '../../../config/integrations-config.js';
import { StripeApi } from '../stripe-api.js';
import { isStripeError } from '../stripe-error.js';
import type { KeptEvent } from './kept-event.js';
import { StripeEventStore } from './stripe-event.store.js';
import { StripeEventWorker } from './stripe-event.worker.js';

/** How old a signature may be: a recorded request cannot be played again later. */
export const SIGNATURE_TOLERANCE_MS = 300_000;

const EVENT_ID = /^\w{1,255}$/;

/** Takes what Stripe tells: proven to be Stripe's, kept, and worked on later. */
@Injectable()
export class StripeWebhook {
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

  private async verified(body: Buffer, signature: string, settings: StripeConfig): Promise<KeptEvent> {
    const { webhooks } = await this.api.open();
    try {
      const event = webhooks.constructEvent(
        body,
        signature,
        settings.webhookSecret,
        SIGNATURE_TOLERANCE_MS / 1_000,
      );
      const { id, type } = event as { readonly id?: unknown; readonly type?: unknown };
      if (typeof id !== 'string' || typeof type !== 'string' || !EVENT_ID.test(id)) {
        throw new SyntaxError('it has no id or no type');
      }
      return { eventId: id, type, payload: body.toString('utf8') };
    } catch (error) {
      if (isStripeError(error)) {
        const message = 'The body is not signed with the secret of this endpoint, or too long ago';
        throw new DomainError(refuse('webhook_signature_invalid', message), { cause: error });
      }
      const says = error instanceof Error ? error.message : String(error);
      throw new DomainError(refuse('malformed_json', `The body is no event: ${says}`), { cause: error });
    }
  }
}
