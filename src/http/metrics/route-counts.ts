import { Distribution, SECONDS } from '../../observability/metrics/distribution.js';

/** What became of the requests to one route. */
export class RouteCounts {
  readonly durations = new Distribution(SECONDS);
  /** By HTTP status; 499 where the client had gone. There are as many as the code knows. */
  readonly statuses = new Map<number, number>();

  constructor(
    readonly method: string,
    /** The template: `/api/v1/wallets/:wallet_id`. */
    readonly route: string,
  ) {}

  count(status: number, durationMs: number): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    this.durations.observe(durationMs / 1_000);
  }
}
