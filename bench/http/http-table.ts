import { samplesOf, type Rounds } from '../load/rounds.js';
import { perSecond, ratioOf, spreadBy, type Sample } from '../load/sample.js';
import { numberText, spreadText, type Row, type Table } from '../report/table.js';
import { NAMES } from './names.js';

export function httpTable(title: string, rounds: Rounds): Table {
  const names = [...rounds.keys()];
  return {
    title,
    columns: [
      ...['', 'requests/s', '× Nest, validated', '× Nest, unchecked', 'p50 ms', 'p99 ms'],
      ...['service CPU µs', 'Postgres CPU µs', 'load CPU µs'],
    ],
    rows: names.map((name) => rowOf(name, rounds)),
  };
}

function rowOf(name: string, rounds: Rounds): Row {
  const samples = samplesOf(rounds, name);
  const platform = name.includes('fastify') ? 'fastify' : 'express';
  const ratio = (validation: 'validated' | 'unchecked'): string => {
    const baseline = NAMES.nothing(platform, validation).name;
    return spreadText(ratioOf(samples, samplesOf(rounds, baseline)), 2);
  };
  const median = (pick: (sample: Sample) => number | null | undefined, decimals: number): string =>
    numberText(spreadBy(samples, (sample) => pick(sample) ?? NaN).median, decimals);
  const isNode = name === NAMES.node.name;
  return [
    name,
    spreadText(spreadBy(samples, perSecond), 0),
    isNode ? '' : ratio('validated'),
    isNode ? '' : ratio('unchecked'),
    median((sample) => sample.p50Ms, 1),
    median((sample) => sample.p99Ms, 1),
    median((sample) => sample.cpuUs['service'], 0),
    median((sample) => sample.cpuUs['postgres'], 0),
    median((sample) => sample.cpuUs['load'], 0),
  ];
}
