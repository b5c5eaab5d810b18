import type { Database } from '../../../src/database/database.service.js';
import {
  type Decimal,
  formatMoney,
  formatQuantity,
  fromNumeric,
  sum,
  ZERO,
} from '../../../src/domain/decimal.js';

export interface ScannedRecord {
  readonly cell: number;
  readonly billing_id: string;
  readonly user_id: string;
  readonly organization_id: string | null;
  readonly agent_id: string | null;
  readonly product_id: string;
  readonly service_type: string;
  readonly model: string | null;
  readonly currency: string | null;
  readonly billing_method: string | null;
  readonly billing_status: string;
  readonly usage_amount: string;
  readonly total_amount: string;
  readonly usage_timestamp: Date;
}

export interface ScannedRefund {
  readonly record: ScannedRecord;
  readonly amount: Decimal;
  readonly madeAt: Date;
}

export type Matches = (record: ScannedRecord) => boolean;

/** Every record and refund of the database, to be added up one by one: what the roll-ups must agree with. */
export class NaiveScan {
  private constructor(
    private readonly records: readonly ScannedRecord[],
    private readonly refunds: readonly ScannedRefund[],
  ) {}

  static async of(database: Database): Promise<NaiveScan> {
    const s = database.schema;
    const records = await database.query<ScannedRecord>(`SELECT * FROM ${s}.billing_records`);
    const byId = new Map(records.map((record) => [record.billing_id, record]));
    const postings = await database.query<{ billing_id: string; amount: string; created_at: Date }>(
      `SELECT billing_id, amount, created_at FROM ${s}.postings WHERE operation = 'refund'`,
    );
    const refunds = postings.map((posting) => ({
      record: byId.get(posting.billing_id) as ScannedRecord,
      amount: fromNumeric(posting.amount),
      madeAt: posting.created_at,
    }));
    return new NaiveScan(records, refunds);
  }

  get size(): { records: number; refunds: number; statuses: string[] } {
    const statuses = [...new Set(this.records.map((record) => record.billing_status))].sort();
    return { records: this.records.length, refunds: this.refunds.length, statuses };
  }

  recordsIn(start: number, end: number, matches: Matches): ScannedRecord[] {
    return this.records.filter((record) => isIn(record.usage_timestamp, start, end) && matches(record));
  }

  refundsIn(start: number, end: number, matches: Matches): ScannedRefund[] {
    return this.refunds.filter(({ record, madeAt }) => isIn(madeAt, start, end) && matches(record));
  }

  stats(start: number, end: number, currency: string, matches: Matches) {
    const records = this.recordsIn(start, end, matches);
    const refunds = this.refundsIn(start, end, matches);
    const inCurrency = records.filter((record) => record.currency === currency);
    const refundsInCurrency = refunds.filter(({ record }) => record.currency === currency);
    const having = (...statuses: string[]) =>
      records.filter((record) => statuses.includes(record.billing_status)).length;
    return {
      total_billing_records: records.length,
      pending_billing_records: having('pending', 'processing'),
      completed_billing_records: having('completed'),
      failed_billing_records: having('failed'),
      total_revenue: formatMoney(revenueOf(inCurrency, refundsInCurrency)),
      revenue_by_service: revenueBy(inCurrency, refundsInCurrency, (record) => record.service_type),
      revenue_by_method: revenueBy(inCurrency, refundsInCurrency, (record) => record.billing_method ?? ''),
      active_users: new Set(records.map((record) => record.user_id)).size,
      active_organizations: new Set(records.flatMap((record) => record.organization_id ?? [])).size,
      stats_period_start: new Date(start).toISOString(),
      stats_period_end: new Date(end).toISOString(),
      revenue_by_currency: revenueBy(records, refunds, (record) => record.currency ?? ''),
      cost_failed: formatMoney(costOf(inCurrency, 'failed')),
      cost_pending: formatMoney(costOf(inCurrency, 'pending', 'processing')),
      currency,
    };
  }
}

export function totalsOf(
  records: readonly ScannedRecord[],
  refunds: readonly ScannedRefund[],
  currency: string,
) {
  const priced = records.filter((record) => record.currency === currency);
  const refunded = refunds.filter(({ record }) => record.currency === currency);
  return {
    usage_count: records.length,
    usage_amount: formatQuantity(sum(records.map((record) => fromNumeric(record.usage_amount)))),
    total_cost: formatMoney(revenueOf(priced, refunded)),
  };
}

export function costOf(records: readonly ScannedRecord[], ...statuses: string[]): Decimal {
  const concerned = records.filter((record) => statuses.includes(record.billing_status));
  return sum(concerned.map((record) => fromNumeric(record.total_amount)));
}

function revenueOf(records: readonly ScannedRecord[], refunds: readonly ScannedRefund[]): Decimal {
  return costOf(records, 'completed', 'refunded').minus(sum(refunds.map(({ amount }) => amount)));
}

function revenueBy(
  records: readonly ScannedRecord[],
  refunds: readonly ScannedRefund[],
  keyOf: (record: ScannedRecord) => string,
): Record<string, string> {
  const keys = new Set([...records.map(keyOf), ...refunds.map(({ record }) => keyOf(record))]);
  const entries = [...keys].map((key): [string, Decimal] => [
    key,
    revenueOf(
      records.filter((record) => keyOf(record) === key),
      refunds.filter(({ record }) => keyOf(record) === key),
    ),
  ]);
  return Object.fromEntries(
    entries.filter(([, revenue]) => !revenue.eq(ZERO)).map(([key, revenue]) => [key, formatMoney(revenue)]),
  );
}

function isIn(time: Date, start: number, end: number): boolean {
  return time.getTime() >= start && time.getTime() < end;
}
