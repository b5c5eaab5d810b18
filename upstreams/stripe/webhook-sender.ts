import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../faults/seeded-random.js';
import { newId, nowS } from './tables.js';

/** Where events go, and how badly. */
export interface WebhookSettings {
  readonly url: string;
  readonly secret: string;
  /** How many times more than once each event is sent. */
  readonly duplicates?: number;
  /** Each sending waits a random time up to this: events overtake each other. */
  readonly maxDelayMs?: number;
  /** How often a sending is tried that is not answered with 2xx; 5 when absent. */
  readonly tries?: number;
  readonly seed?: number;
}

export interface StripeEvent {
  readonly id: string;
  readonly type: string;
  readonly data: { readonly object: object };
}

const TRIES = 5;
const RETRY_MS = 100;
const LONGEST_PAUSE_MS = 1_000;
const TIMEOUT_MS = 10_000;
const MOST_EVENTS = 100_000;

/** Tells an endpoint what has happened: signed, at least once, in no order. */
export class WebhookSender {
  /** All that has happened, sent or not. */
  readonly events: StripeEvent[] = [];
  /** The status of each answer, in the order they came; 0 for none. */
  readonly answers: number[] = [];
  private settings: WebhookSettings | null = null;
  private random = seededRandom(1);
  private readonly sending = new Set<Promise<void>>();

  constructor(private readonly apiVersion: string) {}

  /** Null: nothing is sent. */
  configure(settings: WebhookSettings | null): void {
    this.settings = settings;
    this.random = seededRandom(settings?.seed ?? 1);
  }

  happened(type: string, object: object): void {
    if (this.events.length >= MOST_EVENTS) return;
    const event: StripeEvent & Record<string, unknown> = {
      id: newId('evt'),
      object: 'event',
      api_version: this.apiVersion,
      created: nowS(),
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type,
      // As it was then: what comes late tells of the past.
      data: { object: structuredClone(object) },
    };
    this.events.push(event);
    const times = this.settings === null ? 0 : 1 + (this.settings.duplicates ?? 0);
    for (let sent = 0; sent < times; sent += 1) this.send(event);
  }

  /** Sends an event of the past again. */
  send(event: StripeEvent): void {
    const { settings } = this;
    if (settings === null) return;
    const delivery = this.deliver(settings, event).finally(() => this.sending.delete(delivery));
    this.sending.add(delivery);
  }

  /** All that was to be sent has been answered, or given up. */
  async idle(): Promise<void> {
    while (this.sending.size > 0) await Promise.all(this.sending);
  }

  forget(): void {
    this.events.length = 0;
    this.answers.length = 0;
  }

  private async deliver(settings: WebhookSettings, event: StripeEvent): Promise<void> {
    await sleep(this.random() * (settings.maxDelayMs ?? 0));
    const payload = JSON.stringify(event, null, 2);
    for (let tried = 1; tried <= (settings.tries ?? TRIES); tried += 1) {
      const status = await post(settings.url, payload, signatureOf(payload, settings.secret));
      this.answers.push(status);
      if (status >= 200 && status < 300) return;
      await sleep(Math.min(RETRY_MS * tried, LONGEST_PAUSE_MS));
    }
  }
}

/** `t=…,v1=…`: an HMAC over the time and the body (https://docs.stripe.com/webhooks#verify-manually). */
export function signatureOf(payload: string, secret: string, timeS = nowS()): string {
  const digest = createHmac('sha256', secret).update(`${timeS}.${payload}`).digest('hex');
  return `t=${timeS},v1=${digest}`;
}

async function post(url: string, body: string, signature: string): Promise<number> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8', 'Stripe-Signature': signature },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
