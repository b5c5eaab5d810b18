/** The services around billing, as configuration, logs, health and metrics name them. */
export const UPSTREAMS = ['product', 'wallet', 'payment', 'subscription', 'stripe', 'consul'] as const;
export type UpstreamName = (typeof UPSTREAMS)[number];

/** How an upstream is doing, as this process sees it. */
export interface UpstreamState {
  readonly name: UpstreamName;
  readonly breaker: 'closed' | 'half_open' | 'open';
  readonly inFlight: number;
  readonly waiting: number;
  /** Since the start of the process. */
  readonly succeeded: number;
  readonly failed: number;
  readonly lastError: string | null;
}
