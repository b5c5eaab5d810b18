import { Injectable } from '@nestjs/common';
import { Metrics } from '../observability/metrics/metrics.service.js';
import type { MetricDescription, Series } from '../observability/metrics/read-metric.js';
import type { UpstreamState } from '../integrations/upstream/upstream.js';
import type { BacklogLine } from '../billing/settlement/backlog.service.js';
import { Surroundings } from './surroundings.js';

const BREAKER_STATES = ['closed', 'half_open', 'open'] as const;

/** What Prometheus reads of the upstreams, the prices that one of them keeps, and what is not settled. */
@Injectable()
export class SurroundingsMetrics {
  constructor(
    metrics: Metrics,
    private readonly surroundings: Surroundings,
  ) {
    metrics.describe(...this.upstreams(), ...this.settlement(), ...this.prices());
  }

  private upstreams(): MetricDescription[] {
    return [
      {
        name: 'billing_upstream_breaker',
        help: "1 for the state of an upstream's circuit breaker, 0 for the others; open: no call is made.",
        kind: 'gauge',
        read: () =>
          this.ofUpstreams(({ breaker }) =>
            BREAKER_STATES.map((state) => ({ labels: { state }, value: state === breaker ? 1 : 0 })),
          ),
      },
      {
        name: 'billing_upstream_calls_in_flight',
        help: 'Calls to an upstream that have no answer yet.',
        kind: 'gauge',
        read: () => this.ofUpstreams(({ inFlight }) => [{ value: inFlight }]),
      },
      {
        name: 'billing_upstream_calls_waiting',
        help: 'Calls to an upstream that wait for their turn.',
        kind: 'gauge',
        read: () => this.ofUpstreams(({ waiting }) => [{ value: waiting }]),
      },
      {
        name: 'billing_upstream_calls_total',
        help: 'Calls to an upstream by outcome; an answer that refuses has succeeded.',
        kind: 'counter',
        read: () =>
          this.ofUpstreams(({ succeeded, failed }) => [
            { labels: { outcome: 'succeeded' }, value: succeeded },
            { labels: { outcome: 'failed' }, value: failed },
          ]),
      },
    ];
  }

  private settlement(): MetricDescription[] {
    return [
      {
        name: 'billing_settlement_unsettled',
        help: 'Open settlement attempts of all processes by kind and state; at most 10,000 a cell are counted.',
        kind: 'gauge',
        read: () => this.ofBacklog(({ count }) => count),
      },
      {
        name: 'billing_settlement_oldest_age_seconds',
        help: 'Age of the oldest open settlement attempt.',
        kind: 'gauge',
        read: () => this.ofBacklog(({ oldestAgeMs }) => oldestAgeMs / 1_000),
      },
    ];
  }

  private prices(): MetricDescription[] {
    return [
      {
        name: 'billing_prices',
        help: 'Products with a price of the product service; of these those whose price is stale; those without one.',
        kind: 'gauge',
        read: () => {
          const figures = this.surroundings.prices();
          if (figures === null) return [];
          const { priced, stale, unusable } = figures;
          return Object.entries({ priced, stale, unusable }).map(([state, value]) => ({
            labels: { state },
            value,
          }));
        },
      },
      {
        name: 'billing_prices_oldest_confirmation_timestamp_seconds',
        help: 'When the price whose confirmation by the product service is the oldest was confirmed.',
        kind: 'gauge',
        read: () => {
          const confirmedAt = this.surroundings.prices()?.oldestConfirmedAt ?? null;
          return confirmedAt === null ? [] : [{ value: confirmedAt / 1_000 }];
        },
      },
    ];
  }

  private ofUpstreams(read: (state: UpstreamState) => readonly Series[]): Series[] {
    return this.surroundings
      .upstreams()
      .flatMap((state) =>
        read(state).map(({ labels, value }) => ({ labels: { upstream: state.name, ...labels }, value })),
      );
  }

  private async ofBacklog(read: (line: BacklogLine) => number): Promise<Series[]> {
    const lines = await this.surroundings.backlog();
    if (lines === null) throw new Error('the database has not said what is unsettled');
    return lines.map((line) => ({ labels: { kind: line.kind, state: line.state }, value: read(line) }));
  }
}
