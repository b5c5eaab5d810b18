import type { MetricObjectWithValues, MetricType, MetricValueWithName } from 'prom-client';
import { Distribution } from './distribution.js';

export type Labels = Readonly<Record<string, string | number>>;

/** One value of a metric, by its labels. */
export interface Series {
  readonly labels?: Labels;
  readonly value: number | Distribution;
}

export interface MetricDescription {
  /** With its unit last: `…_seconds`, `…_total` of a counter. */
  readonly name: string;
  /** One sentence. */
  readonly help: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** What it comes to at this moment; asked at each scrape, several at a time if scrapers overlap. */
  readonly read: () => Iterable<Series> | Promise<Iterable<Series>>;
}

/** Nobody reads more of one metric, and a mistake in a label must not fill a Prometheus. */
const MAX_SERIES = 2_000;

type Value = MetricValueWithName<string>;

/**
 * A metric of prom-client's registry whose values stay where they are counted until somebody asks. Each scrape makes
 * its own answer: two at once do not disturb each other.
 */
export class ReadMetric {
  readonly name: string;
  /** Seen by the registry, which sums over the processes of a cluster by it. */
  readonly aggregator = 'sum';

  constructor(
    private readonly description: MetricDescription,
    private readonly onFault: (metric: string, error: unknown) => void,
  ) {
    this.name = description.name;
  }

  /** prom-client's own metrics gather their values in `collect` before they are asked; these have none before. */
  async get(): Promise<Omit<MetricObjectWithValues<Value>, 'collect'>> {
    const { name, help, kind } = this.description;
    return {
      name,
      help,
      type: kind as unknown as MetricType,
      aggregator: 'sum',
      values: await this.values(),
    };
  }

  /** A figure that cannot be had is left out: the others are wanted most when something is wrong. */
  private async values(): Promise<Value[]> {
    const { name, read } = this.description;
    try {
      const values: Value[] = [];
      let series = 0;
      for (const { labels = {}, value } of await read()) {
        if ((series += 1) > MAX_SERIES) throw new Error(`more than ${MAX_SERIES} series`);
        if (value instanceof Distribution) values.push(...valuesOf(name, labels, value));
        else values.push({ metricName: name, labels, value });
      }
      return values;
    } catch (error) {
      this.onFault(name, error);
      return [];
    }
  }
}

function valuesOf(name: string, labels: Labels, distribution: Distribution): Value[] {
  const { bounds, sum, count } = distribution;
  const ranges = distribution
    .cumulative()
    .map((value, range) => bucket(name, labels, bounds[range] as number, value));
  return [
    ...ranges,
    bucket(name, labels, '+Inf', count),
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}

function bucket(name: string, labels: Labels, le: number | '+Inf', value: number): Value {
  return { metricName: `${name}_bucket`, labels: { ...labels, le }, value };
}
