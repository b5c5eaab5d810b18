import { ControlClient } from '../control/control-client.js';
import type { StripeState } from './stripe-control.js';
import type { WebhookSettings } from './webhook-sender.js';

/** The control API of Stripe's fake. Nothing is made there but through its API. */
export class StripeControlClient extends ControlClient<StripeState, never, never> {
  /** Where events go from now on, and how badly; null: nowhere. */
  async tellEvents(settings: WebhookSettings | null): Promise<void> {
    await this.call('PUT', 'webhooks', settings);
  }

  /** Resolves when all that was to be told has been answered, or given up. */
  async eventsTold(): Promise<void> {
    await this.call('POST', 'webhooks/idle');
  }
}
