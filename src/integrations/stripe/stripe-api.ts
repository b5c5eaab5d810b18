import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type Stripe from 'stripe';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import type { StripeConfig } from '../../config/integrations-config.js';
import { Upstreams } from '../upstream/upstreams.js';
import { StripeHttpClient } from './stripe-http-client.js';

/** The version of Stripe's API that this code is written for, whatever the account's own default is. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

/**
 * Stripe's SDK, set up once: a pinned version, our own bounded connections, no telemetry. It is loaded when it is first
 * asked for, since most deployments never do.
 */
@Injectable()
export class StripeApi implements OnApplicationShutdown {
  /** Null unless payments go to Stripe. */
  readonly settings: StripeConfig | null;
  private readonly http: StripeHttpClient | null;
  private opened: Promise<Stripe> | null = null;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    upstreams: Upstreams,
  ) {
    this.settings = config.integrations.stripe;
    this.http = this.settings === null ? null : new StripeHttpClient(config.integrations.http);
    if (this.http !== null) upstreams.watch(this.http);
  }

  /** True while no call is made because Stripe failed again and again. */
  get isOpen(): boolean {
    return this.http?.isOpen ?? false;
  }

  open(): Promise<Stripe> {
    return (this.opened ??= this.load());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.http?.close();
  }

  private async load(): Promise<Stripe> {
    const { settings, http } = this;
    if (settings === null || http === null) {
      throw new Error('Stripe is not configured: set PAYMENT_CLIENT=stripe.');
    }
    const { default: Sdk } = await import('stripe');
    const url = new URL(settings.apiUrl);
    const isPlain = url.protocol === 'http:';
    return new Sdk(settings.secretKey, {
      apiVersion: STRIPE_API_VERSION,
      protocol: isPlain ? 'http' : 'https',
      host: url.hostname,
      port: url.port || (isPlain ? 80 : 443),
      httpClient: http,
      timeout: this.config.settlement.callTimeoutMs,
      // Who is in doubt asks before anything is sent again: the settlement room decides when.
      maxNetworkRetries: 0,
      telemetry: false,
      appInfo: { name: 'billing-service', version: this.config.version },
    });
  }
}
