import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type Stripe from 'stripe';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import type { StripeConfig } from '../../config/integrations-config.js';
import { type CallGuard, SingleTryHttpClient } from './single-try-http-client.js';

/** The version of Stripe's API that this code is written for, whatever the account's own default is. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

/** Until calls share the other upstreams' circuit breaker and bulkhead. */
const UNGUARDED: CallGuard = { run: (call) => call() };

/**
 * Stripe's SDK, set up once: a pinned version, our own bounded connections, no telemetry. It is loaded when it is first
 * asked for, since most deployments never do.
 */
@Injectable()
export class StripeApi implements OnModuleDestroy {
  private opened: Promise<Stripe> | null = null;
  private agent: HttpAgent | null = null;

  constructor(@Inject(APP_CONFIG) private readonly config: AppConfig) {}

  /** Null unless payments go to Stripe. */
  get settings(): StripeConfig | null {
    return this.config.integrations.stripe;
  }

  open(): Promise<Stripe> {
    return (this.opened ??= this.load());
  }

  onModuleDestroy(): void {
    // What is still in flight has been given up by then.
    this.agent?.destroy();
  }

  private async load(): Promise<Stripe> {
    const { settings } = this;
    if (settings === null) throw new Error('Stripe is not configured: set PAYMENT_CLIENT=stripe.');
    const { default: Sdk } = await import('stripe');
    const url = new URL(settings.apiUrl);
    const isPlain = url.protocol === 'http:';
    const { connections } = this.config.integrations.http;
    const options = { keepAlive: true, maxSockets: connections };
    this.agent = isPlain ? new HttpAgent(options) : new HttpsAgent(options);
    return new Sdk(settings.secretKey, {
      apiVersion: STRIPE_API_VERSION,
      protocol: isPlain ? 'http' : 'https',
      host: url.hostname,
      port: url.port || (isPlain ? 80 : 443),
      httpClient: new SingleTryHttpClient(Sdk.createNodeHttpClient(this.agent), UNGUARDED),
      timeout: this.config.settlement.callTimeoutMs,
      // Who is in doubt asks before anything is sent again: the settlement room decides when.
      maxNetworkRetries: 0,
      telemetry: false,
      appInfo: { name: 'billing-service', version: this.config.version },
    });
  }
}
