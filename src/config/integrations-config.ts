/** The services around this one: who is asked, where, and within which bounds. */
export interface IntegrationsConfig {
  readonly product: {
    readonly client: 'embedded' | 'http';
    readonly url: string | null;
  } & PriceRefreshConfig;
  readonly wallet: { readonly client: 'embedded' | 'http'; readonly url: string | null };
  readonly payment: {
    readonly client: 'embedded' | 'http' | 'stripe';
    readonly url: string | null;
    /** Sent as `X-Internal-Service-Secret`. */
    readonly secret: string | null;
  };
  readonly subscription: { readonly client: 'embedded' | 'http'; readonly url: string | null };
  /** Of the platform's APIs: their paths differ. */
  readonly generation: 'v1' | 'v2';
  readonly http: UpstreamHttpConfig;
  readonly stripe: StripeConfig | null;
  /** Null: not registered, nobody looked up. */
  readonly consul: ConsulConfig | null;
}

interface PriceRefreshConfig {
  readonly refreshIntervalMs: number;
  /** A price not confirmed for so long is marked stale. */
  readonly staleAfterMs: number;
}

/** The bounds of all calls to one upstream. A call that moves money has `SettlementConfig.callTimeoutMs`. */
export interface UpstreamHttpConfig {
  readonly connectTimeoutMs: number;
  /** How long a question may take, its retries included. */
  readonly readTimeoutMs: number;
  /** Most calls at once. */
  readonly connections: number;
  /** Most calls that wait for their turn. */
  readonly queueLimit: number;
  /** Failures in a row that open the circuit breaker. */
  readonly breakerFailures: number;
  readonly breakerOpenMs: number;
}

export interface StripeConfig {
  readonly secretKey: string;
  readonly webhookSecret: string;
  readonly apiUrl: string;
}

export interface ConsulConfig {
  readonly agentUrl: string;
  readonly token: string | null;
  readonly serviceName: string;
  /** What Consul tells others about where this service is. */
  readonly address: string;
  readonly check: 'http' | 'ttl';
}
