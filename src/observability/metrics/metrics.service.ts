import { Injectable, Logger } from '@nestjs/common';
import { collectDefaultMetrics, type Metric, Registry } from 'prom-client';
import { type MetricDescription, ReadMetric } from './read-metric.js';

/** Node's own figures are those of the process, however many services run in it. */
let processFigures: Registry | null = null;

/**
 * What Prometheus reads. Rooms describe their metrics once and count in plain numbers; nothing is done for a scrape
 * before it comes.
 */
@Injectable()
export class Metrics {
  private readonly logger = new Logger(Metrics.name);
  private readonly registry = new Registry();
  private readonly faults = new Map<string, number>();

  constructor() {
    this.describe({
      name: 'billing_metrics_read_errors_total',
      help: 'Metrics that a scrape went without because they could not be read.',
      kind: 'counter',
      read: () => [...this.faults].map(([metric, value]) => ({ labels: { metric }, value })),
    });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** Throws when there is a metric of this name. */
  describe(...descriptions: MetricDescription[]): void {
    for (const description of descriptions) {
      const metric = new ReadMetric(description, (name, error) => this.note(name, error));
      // The registry asks a metric for its name and its values, and for nothing else.
      this.registry.registerMetric(metric as unknown as Metric);
    }
  }

  /** All metrics in Prometheus' text format. Never fails. */
  async text(): Promise<string> {
    processFigures ??= observedProcess();
    const [own, process] = await Promise.all([this.registry.metrics(), processFigures.metrics()]);
    return own + process;
  }

  private note(metric: string, error: unknown): void {
    this.faults.set(metric, (this.faults.get(metric) ?? 0) + 1);
    this.logger.debug({ msg: 'A metric could not be read', metric, err: error });
  }
}

/** From the first scrape on: who is not scraped pays nothing for it. */
function observedProcess(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
