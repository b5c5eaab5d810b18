import { describe, expect, it } from '@jest/globals';
import { Distribution } from './distribution.js';
import { Metrics } from './metrics.service.js';
import type { MetricDescription } from './read-metric.js';

const gauge = (name: string, read: MetricDescription['read']): MetricDescription => ({
  name,
  help: 'A figure.',
  kind: 'gauge',
  read,
});

describe('the text for Prometheus', () => {
  it('has the values of the moment, by their labels, with quotes and line ends escaped', async () => {
    const metrics = new Metrics();
    let value = 1;
    metrics.describe(gauge('a_figure', () => [{ labels: { name: 'say "hi"\n', cell: 0 }, value }]));
    value = 2.5;
    expect(await metrics.text()).toContain(
      '# HELP a_figure A figure.\n# TYPE a_figure gauge\na_figure{name="say \\"hi\\"\\n",cell="0"} 2.5\n',
    );
    expect(metrics.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it('has a histogram with cumulated ranges, sum and count', async () => {
    const metrics = new Metrics();
    const seconds = new Distribution([0.1, 1]);
    for (const value of [0.1, 0.2, 1.5]) seconds.observe(value);
    metrics.describe({
      name: 'a_time_seconds',
      help: 'A time.',
      kind: 'histogram',
      read: () => [{ labels: { route: '/a' }, value: seconds }],
    });
    expect(await metrics.text()).toContain(
      [
        '# TYPE a_time_seconds histogram',
        'a_time_seconds_bucket{route="/a",le="0.1"} 1',
        'a_time_seconds_bucket{route="/a",le="1"} 2',
        'a_time_seconds_bucket{route="/a",le="+Inf"} 3',
        'a_time_seconds_sum{route="/a"} 1.8',
        'a_time_seconds_count{route="/a"} 3',
      ].join('\n'),
    );
  });

  it("has Node's own figures, once for the process however many services run in it", async () => {
    const texts = await Promise.all([new Metrics().text(), new Metrics().text()]);
    for (const text of texts) expect(text.match(/^process_cpu_user_seconds_total /gm)).toHaveLength(1);
  });

  it('goes without a figure that cannot be read, counts that, and has all others', async () => {
    const metrics = new Metrics();
    metrics.describe(
      gauge('broken', () => Promise.reject(new Error('no database'))),
      gauge('sound', () => [{ value: 7 }]),
    );
    expect(await metrics.text()).toContain('\nsound 7\n');
    expect(await metrics.text()).toMatch(/billing_metrics_read_errors_total\{metric="broken"\} [12]\n/);
  });

  it('refuses more series of one metric than anybody can mean', async () => {
    const metrics = new Metrics();
    metrics.describe(
      gauge('by_user', () => Array.from({ length: 2_001 }, (_, user) => ({ labels: { user }, value: 1 }))),
    );
    expect(await metrics.text()).not.toContain('by_user{');
  });

  it('refuses a second metric of the same name', () => {
    const metrics = new Metrics();
    metrics.describe(gauge('a_figure', () => []));
    expect(() => metrics.describe(gauge('a_figure', () => []))).toThrow(/already been registered/);
  });
});
