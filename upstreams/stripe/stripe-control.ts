import type { ServerResponse } from 'node:http';
import { CONTROL } from '../control/control-path.js';
import type { FaultOrder } from '../faults/fault.js';
import type { Faults } from '../faults/faults.js';
import { sendJson } from '../server/http-body.js';
import type { IdempotencyKeys } from './idempotency-keys.js';
import type { Tables } from './tables.js';
import type { WebhookSender, WebhookSettings } from './webhook-sender.js';

/** The parts of the fake that orders are about. */
interface Controlled {
  readonly tables: Tables;
  readonly faults: Faults;
  readonly keys: IdempotencyKeys;
  readonly webhooks: WebhookSender;
  readonly asked: ReadonlyMap<string, number>;
  reset(): void;
}

/** What tests and developers do to the fake, in JSON, under `/__control`. */
export class StripeControl {
  constructor(private readonly fake: Controlled) {}

  async serve(method: string, path: string, body: string, response: ServerResponse): Promise<void> {
    try {
      const order = body === '' ? null : (JSON.parse(body) as unknown);
      const answer = await this.obey(`${method} ${path.slice(CONTROL.length + 1)}`, order);
      sendJson(response, answer === undefined ? 404 : 200, answer ?? null);
    } catch (error) {
      sendJson(response, 422, { detail: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Undefined for what it does not know. */
  private async obey(command: string, order: unknown): Promise<unknown> {
    const { fake } = this;
    switch (command) {
      case 'GET state':
        return this.state();
      case 'POST faults':
        return fake.faults.add(order as FaultOrder);
      case 'GET faults':
        return { faults: fake.faults.list() };
      case 'DELETE faults':
        return fake.faults.clear() ?? null;
      case 'PUT webhooks':
        return fake.webhooks.configure(order as WebhookSettings | null) ?? null;
      case 'POST webhooks/idle':
        return (await fake.webhooks.idle()) ?? null;
      case 'POST forget-keys':
        return fake.keys.forget() ?? null;
      case 'POST reset':
        return fake.reset() ?? null;
      default:
        return undefined;
    }
  }

  private state(): object {
    const { tables, webhooks, asked } = this.fake;
    return {
      customers: [...tables.customers.values()],
      payment_methods: [...tables.paymentMethods.values()],
      payment_intents: [...tables.paymentIntents.values()],
      refunds: [...tables.refunds.values()],
      events: webhooks.events.length,
      asked: Object.fromEntries(asked),
    };
  }
}
