import { describe, expect, it } from '@jest/globals';
import { SqlParameters } from './sql-parameters.js';
import { type UsageQuery, usageSource } from './usage-source.js';

const at = (time: string) => Date.parse(`2025-10-${time}:00Z`);

function sourceOf(query: Partial<UsageQuery>): { text: string; values: unknown[]; tables: string[] } {
  const parameters = new SqlParameters();
  const text = usageSource(
    '"dev"',
    { range: { start: null, end: null }, filter: {}, withRefunds: true, ...query },
    parameters,
  );
  const tables = [...text.matchAll(/FROM "dev"\.(\w+)/g)].map((match) => match[1] as string);
  return { text, values: parameters.values, tables };
}

describe('usageSource', () => {
  it('reads nothing but roll-ups for full hours, however many', () => {
    const { tables, values } = sourceOf({ range: { start: at('01T00:00'), end: at('31T00:00') } });
    expect(tables).toEqual(['usage_rollups']);
    expect(values).toEqual([new Date(at('01T00:00')), new Date(at('31T00:00'))]);
  });

  it('reads records and refunds only for the edges inside an hour', () => {
    const { tables, values } = sourceOf({ range: { start: at('01T00:30'), end: at('31T00:10') } });
    expect(tables).toEqual(['usage_rollups', 'billing_records', 'postings', 'billing_records', 'postings']);
    expect(values).toEqual(
      [
        ...[at('01T01:00'), at('31T00:00')],
        ...[at('01T00:30'), at('01T01:00')],
        ...[at('01T00:30'), at('01T01:00')],
        ...[at('31T00:00'), at('31T00:10')],
        ...[at('31T00:00'), at('31T00:10')],
      ].map((time) => new Date(time)),
    );
  });

  it('leaves refunds out where only records are counted', () => {
    const { tables } = sourceOf({
      range: { start: at('01T00:30'), end: at('01T00:40') },
      withRefunds: false,
    });
    expect(tables).toEqual(['billing_records']);
  });

  it('filters each part, and a refund by the status that it has of its own', () => {
    const { text, values } = sourceOf({
      range: { start: at('01T00:30'), end: at('01T00:40') },
      filter: { user_id: 'alice', organization_id: null, billing_status: 'completed' },
    });
    expect(values.filter((value) => typeof value === 'string')).toEqual([
      'alice',
      'completed',
      'alice',
      'completed',
    ]);
    expect(text).toContain(`'refunded' = $`);
    expect(text).not.toContain('alice');
  });

  it('is an empty relation for an empty range', () => {
    const { text } = sourceOf({ range: { start: at('01T00:30'), end: at('01T00:30') } });
    expect(text).toContain('WHERE false');
  });
});
