import type { Metrics } from '../../observability/metrics/metrics.service.js';
import type { Draining } from '../draining.js';
import type { HttpCounts } from './http-counts.js';

/** What Prometheus reads of the HTTP front. */
export function describeHttp(metrics: Metrics, counts: HttpCounts, draining: Draining): void {
  metrics.describe(
    {
      name: 'billing_http_requests_total',
      help: 'Requests answered, by route template, method and status; 499 where the client had gone.',
      kind: 'counter',
      read: () =>
        [...counts.all()].flatMap(({ method, route, statuses }) =>
          [...statuses].map(([status, value]) => ({ labels: { method, route, status }, value })),
        ),
    },
    {
      name: 'billing_http_request_duration_seconds',
      help: 'Time from the arrival of a request to the end of its answer.',
      kind: 'histogram',
      read: () =>
        [...counts.all()]
          .filter(({ statuses }) => statuses.size > 0)
          .map(({ method, route, durations }) => ({ labels: { method, route }, value: durations })),
    },
    {
      name: 'billing_http_requests_in_flight',
      help: 'Requests that came and are not answered yet, this scrape among them.',
      kind: 'gauge',
      read: () => [{ value: draining.requestsInFlight }],
    },
  );
}
