import type { Environment } from './environment.js';
import type {
  ConsulConfig,
  IntegrationsConfig,
  StripeConfig,
  UpstreamHttpConfig,
} from './integrations-config.js';

/** The part of the configuration about the services around this one. */
export function integrationsConfig(environment: Environment): IntegrationsConfig {
  return {
    product: {
      client: environment.PRODUCT_CLIENT ?? 'embedded',
      url: environment.PRODUCT_SERVICE_URL ?? null,
      refreshIntervalMs: environment.PRICE_REFRESH_INTERVAL_MS ?? 60_000,
      staleAfterMs: environment.PRICE_STALE_AFTER_MS ?? 300_000,
    },
    wallet: { client: environment.WALLET_CLIENT ?? 'embedded', url: environment.WALLET_SERVICE_URL ?? null },
    payment: {
      client: environment.PAYMENT_CLIENT ?? 'embedded',
      url: environment.PAYMENT_SERVICE_URL ?? null,
      secret: environment.PAYMENT_SERVICE_SECRET ?? null,
    },
    subscription: {
      client: environment.SUBSCRIPTION_CLIENT ?? 'embedded',
      url: environment.SUBSCRIPTION_SERVICE_URL ?? null,
    },
    generation: environment.UPSTREAM_GENERATION ?? 'v2',
    http: upstreamHttpConfig(environment),
    stripe: stripeConfig(environment),
    consul: consulConfig(environment),
  };
}

function upstreamHttpConfig(environment: Environment): UpstreamHttpConfig {
  return {
    connectTimeoutMs: environment.UPSTREAM_CONNECT_TIMEOUT_MS ?? 2_000,
    readTimeoutMs: environment.UPSTREAM_READ_TIMEOUT_MS ?? 5_000,
    connections: environment.UPSTREAM_CONNECTIONS ?? 64,
    queueLimit: environment.UPSTREAM_QUEUE_LIMIT ?? 1_024,
    breakerFailures: environment.UPSTREAM_BREAKER_FAILURES ?? 5,
    breakerOpenMs: environment.UPSTREAM_BREAKER_OPEN_MS ?? 5_000,
  };
}

function stripeConfig(environment: Environment): StripeConfig | null {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret } = environment;
  if (environment.PAYMENT_CLIENT !== 'stripe' || !secretKey || !webhookSecret) return null;
  return { secretKey, webhookSecret, apiUrl: environment.STRIPE_API_URL ?? 'https://api.stripe.com' };
}

function consulConfig(environment: Environment): ConsulConfig | null {
  if (!environment.CONSUL_ENABLED) return null;
  return {
    agentUrl: environment.CONSUL_HTTP_ADDR ?? 'http://127.0.0.1:8500',
    token: environment.CONSUL_HTTP_TOKEN ?? null,
    serviceName: environment.CONSUL_SERVICE_NAME ?? 'billing_service',
    address: environment.CONSUL_ADVERTISE_ADDRESS ?? environment.BILLING_SERVICE_SERVICE_HOST ?? '127.0.0.1',
    check: environment.CONSUL_CHECK ?? 'ttl',
  };
}
