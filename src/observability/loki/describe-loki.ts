import type { Metrics } from '../metrics/metrics.service.js';
import type { LokiStream } from './loki-stream.js';

/** What Prometheus reads of the lines for Loki. */
export function describeLoki(
  metrics: Metrics,
  loki: Pick<LokiStream, 'sent' | 'dropped' | 'buffered'>,
): void {
  metrics.describe(
    {
      name: 'billing_loki_lines_total',
      help: 'Log lines that Loki has taken, and those that were dropped: no room, too long, or refused.',
      kind: 'counter',
      read: () => [
        { labels: { outcome: 'sent' }, value: loki.sent },
        { labels: { outcome: 'dropped' }, value: loki.dropped },
      ],
    },
    {
      name: 'billing_loki_lines_waiting',
      help: 'Log lines in memory that Loki has not taken yet.',
      kind: 'gauge',
      read: () => [{ value: loki.buffered }],
    },
  );
}
