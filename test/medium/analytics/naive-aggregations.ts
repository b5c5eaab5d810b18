import { formatMoney } from '../../../src/domain/decimal.js';
import { type CalendarUnit, calendarPeriod } from '../../../src/domain/rating/period.js';
import { costOf, type ScannedRecord, type ScannedRefund, totalsOf } from './naive-scan.js';

interface Usage {
  readonly records: readonly ScannedRecord[];
  readonly refunds: readonly ScannedRefund[];
}

type Column = 'user_id' | 'organization_id' | 'agent_id' | 'product_id' | 'service_type' | 'model';

/** What aggregations of this usage must be, by `period start|group|…`. */
export function naiveAggregations(
  usage: Usage,
  unit: CalendarUnit,
  groupBy: readonly Column[],
  currency: string,
): Record<string, object> {
  const keyAt = (record: ScannedRecord, at: Date) =>
    [
      new Date(calendarPeriod(unit, at.getTime()).start).toISOString(),
      ...groupBy.map((column) => record[column] ?? ''),
    ].join('|');
  const rows = split(
    usage,
    (record) => keyAt(record, record.usage_timestamp),
    ({ record, madeAt }) => keyAt(record, madeAt),
  );
  return mapped(rows, (row) => rowOf(row, currency));
}

function rowOf({ records, refunds }: Usage, currency: string): object {
  const priced = records.filter((record) => record.currency === currency);
  return {
    ...totalsOf(records, refunds, currency),
    cost_failed: formatMoney(costOf(priced, 'failed')),
    cost_pending: formatMoney(costOf(priced, 'pending', 'processing')),
    is_billed: records.every((record) => ['completed', 'refunded'].includes(record.billing_status)),
    services: mapped(by({ records, refunds }, 'service_type'), (service) => ({
      ...totalsOf(service.records, service.refunds, currency),
      products: mapped(by(service, 'product_id'), (part) => totalsOf(part.records, part.refunds, currency)),
      models: mapped(by(service, 'model'), (part) => totalsOf(part.records, part.refunds, currency)),
    })),
  };
}

function by(usage: Usage, column: Column): Map<string, Usage> {
  const parts = split(
    usage,
    (record) => record[column] ?? '',
    ({ record }) => record[column] ?? '',
  );
  parts.delete('');
  return parts;
}

function split(
  { records, refunds }: Usage,
  keyOfRecord: (record: ScannedRecord) => string,
  keyOfRefund: (refund: ScannedRefund) => string,
): Map<string, Usage> {
  const keys = new Set([...records.map(keyOfRecord), ...refunds.map(keyOfRefund)]);
  return new Map(
    [...keys].map((key) => [
      key,
      {
        records: records.filter((record) => keyOfRecord(record) === key),
        refunds: refunds.filter((refund) => keyOfRefund(refund) === key),
      },
    ]),
  );
}

function mapped<T>(parts: Map<string, Usage>, valueOf: (part: Usage) => T): Record<string, T> {
  return Object.fromEntries([...parts].map(([key, part]) => [key, valueOf(part)]));
}
