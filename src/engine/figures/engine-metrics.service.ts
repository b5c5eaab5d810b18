import { Injectable } from '@nestjs/common';
import type { MetricDescription, Series } from '../../observability/metrics/read-metric.js';
import { Metrics } from '../../observability/metrics/metrics.service.js';
import { Engine } from '../engine.service.js';

/** What Prometheus reads of the engine. */
@Injectable()
export class EngineMetrics {
  constructor(
    metrics: Metrics,
    private readonly engine: Engine,
  ) {
    metrics.describe(...this.batches(), ...this.commands(), ...this.lanes(), this.money());
  }

  private batches(): MetricDescription[] {
    const { counts } = this.engine;
    return [
      {
        name: 'billing_engine_batch_size',
        help: 'Commands in a batch that ran to its end.',
        kind: 'histogram',
        read: () => [{ value: counts.batchSizes }],
      },
      {
        name: 'billing_engine_batch_duration_seconds',
        help: 'Time of such a batch from its first statement to its commit.',
        kind: 'histogram',
        read: () => [{ value: counts.batchSeconds }],
      },
      {
        name: 'billing_engine_batch_failures_total',
        help: 'Transactions of batches that failed, by what was done about it: retry, split, resolve doubt, …',
        kind: 'counter',
        read: () => series('remedy', counts.remedies),
      },
    ];
  }

  private commands(): MetricDescription[] {
    const { counts } = this.engine;
    return [
      {
        name: 'billing_engine_commands_total',
        help: 'Commands by type and what became of them; each is counted once, when its caller is answered.',
        kind: 'counter',
        read: () =>
          [...counts.commands].flatMap(([type, outcomes]) =>
            Object.entries(outcomes).map(([outcome, value]) => ({ labels: { type, outcome }, value })),
          ),
      },
      {
        name: 'billing_engine_refusals_total',
        help: 'Commands that were refused or got no outcome, by the code of the problem.',
        kind: 'counter',
        read: () => series('code', counts.refusals),
      },
    ];
  }

  private lanes(): MetricDescription[] {
    return [
      {
        name: 'billing_engine_queue_length',
        help: 'Commands that wait for the next batch of their cell.',
        kind: 'gauge',
        read: () => this.engine.figures().map(({ cell, waiting }) => ({ labels: { cell }, value: waiting })),
      },
      {
        name: 'billing_engine_commands_in_flight',
        help: 'Commands in the batch of their cell that is running.',
        kind: 'gauge',
        read: () => this.engine.figures().map(({ cell, running }) => ({ labels: { cell }, value: running })),
      },
    ];
  }

  private money(): MetricDescription {
    const { money } = this.engine.counts;
    return {
      name: 'billing_engine_money_total',
      help: 'Money moved by currency and kind, in floating point as all of Prometheus: the postings are exact.',
      kind: 'counter',
      read: () =>
        [...money.byCurrency].flatMap(([currency, moved]) =>
          Object.entries(moved).map(([kind, value]) => ({ labels: { currency, kind }, value })),
        ),
    };
  }
}

function series(label: string, counts: ReadonlyMap<string, number>): Series[] {
  return [...counts].map(([name, value]) => ({ labels: { [label]: name }, value }));
}
