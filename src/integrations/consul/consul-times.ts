/** When Consul is told and asked. */
export interface ConsulTimes {
  /** How often the agent hears from this service. */
  readonly heartbeatMs: number;
  /** A service that the agent has not heard from for so long is critical there. */
  readonly ttlMs: number;
  /** After failures: this long, then twice as long each time, up to the most. */
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /** How long the agent may hold back an answer until something changes. */
  readonly waitMs: number;
  /** Between two answers about a service that changes all the time. */
  readonly betweenAnswersMs: number;
  /** How long a stop waits until the agent has forgotten this service. */
  readonly farewellMs: number;
}

export const CONSUL_TIMES: ConsulTimes = {
  heartbeatMs: 5_000,
  ttlMs: 15_000,
  firstRetryMs: 500,
  longestRetryMs: 30_000,
  waitMs: 30_000,
  betweenAnswersMs: 200,
  farewellMs: 2_000,
};

/** Doubles with each failure in a row. By chance up to a quarter less, so that processes do not come in step. */
export function retryAfter(failures: number, times: ConsulTimes): number {
  const ms = Math.min(times.longestRetryMs, times.firstRetryMs * 2 ** Math.min(failures - 1, 20));
  return ms * (1 - Math.random() / 4);
}
