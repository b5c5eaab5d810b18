import type { ServerResponse } from 'node:http';
import { CONTROL } from '../control/control-path.js';
import { Outage } from '../control/outage.js';
import type { FaultOrder } from '../faults/fault.js';
import type { Faults } from '../faults/faults.js';
import { sendJson } from '../server/http-body.js';
import type { Listener } from '../server/listener.js';
import type { IdempotencyKeys } from './idempotency-keys.js';
import type { Customer, PaymentIntent, PaymentMethod, Refund, Tables } from './tables.js';
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

export interface StripeState {
  readonly customers: readonly Customer[];
  readonly payment_methods: readonly PaymentMethod[];
  readonly payment_intents: readonly PaymentIntent[];
  readonly refunds: readonly Refund[];
  /** How many happened, told or not. */
  readonly events: number;
  /** How often the endpoint of the webhooks answered each status; 0: not at all. */
  readonly told: Readonly<Record<number, number>>;
  /** How many requests came, by method and path. */
  readonly asked: Readonly<Record<string, number>>;
}

/** What tests and developers do to the fake, in JSON, under `/__control`. */
export class StripeControl {
  private readonly outage: Outage;

  constructor(
    private readonly fake: Controlled,
    listener: Listener,
  ) {
    this.outage = new Outage(listener);
  }

  close(): void {
    this.outage.forget();
  }

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
      case 'GET counters':
        return { faults: fake.faults.counts(), routes: {} };
      case 'PUT settings':
        return fake.faults.seed((order as { seed: number }).seed) ?? null;
      case 'POST down':
        return this.outage.begin((order as { for_ms: number | null } | null)?.for_ms ?? null);
      case 'POST up':
        return this.outage.end();
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

  private state(): StripeState {
    const { tables, webhooks, asked } = this.fake;
    const told: Record<number, number> = {};
    for (const status of webhooks.answers) told[status] = (told[status] ?? 0) + 1;
    return {
      customers: [...tables.customers.values()],
      payment_methods: [...tables.paymentMethods.values()],
      payment_intents: [...tables.paymentIntents.values()],
      refunds: [...tables.refunds.values()],
      events: webhooks.events.length,
      told,
      asked: Object.fromEntries(asked),
    };
  }
}
