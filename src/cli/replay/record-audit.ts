import { textOf, unitsOf, type Units } from './exact-amount.js';
import type { JsonView } from './json-view.js';
import type { ServiceBooks } from './service-books.js';
import { readTrace } from './trace-file.js';
import {
  CURRENCY,
  amountOf,
  lineOfRequestId,
  noTotals,
  userOf,
  type Totals,
  type TracePlan,
} from './trace-plan.js';
import type { TraceRow } from './trace-row.js';

export interface RecordAudit {
  /** Sums over the billing records, as the service has them. */
  readonly totals: Totals;
  /** Wallet transaction of each record: what the ledger must hold, nothing more and nothing less. */
  readonly charges: ReadonlyMap<string, Charge>;
  /** The first record that differs from its line, or line without its record. */
  readonly fault: string | null;
}

export interface Charge {
  readonly billingId: string;
  readonly amount: Units;
}

/**
 * Compares every billing record of a user with the line that it was made from, and every line with its record.
 * Holds one user's rows at a time, not the file's.
 */
export async function auditRecords(books: ServiceBooks, plan: TracePlan, user: string): Promise<RecordAudit> {
  const unmatched = await rowsOf(plan, user);
  const totals = noTotals();
  const charges = new Map<string, Charge>();
  let fault: string | null = null;
  for await (const record of books.recordsOf(user)) {
    const line = lineOfRequestId(plan, record.textOrNull('request_id'));
    const row = line === null ? undefined : unmatched.get(line);
    if (row) unmatched.delete(row.line);
    addRecord(totals, record);
    const difference = row
      ? differenceOf(plan, record, row)
      : 'belongs to no line of the file, or to one that has a record';
    if (difference)
      fault ??= `billing record ${record.text('billing_id')} (line ${line ?? '?'}) ${difference}`;
    const transactionId = record.textOrNull('wallet_transaction_id');
    if (transactionId) charges.set(transactionId, chargeOf(record));
  }
  const [lost] = unmatched.keys();
  if (lost !== undefined) fault ??= `line ${lost} has no billing record`;
  return { totals, charges, fault };
}

async function rowsOf(plan: TracePlan, user: string): Promise<Map<number, TraceRow>> {
  const rows = new Map<number, TraceRow>();
  for await (const row of readTrace(plan.path)) {
    if (userOf(plan, row.line) === user) rows.set(row.line, row);
  }
  return rows;
}

function addRecord(totals: Totals, record: JsonView): void {
  const details = record.object('usage_details');
  totals.requests += 1;
  totals.inputTokens += details.number('input_tokens');
  totals.outputTokens += details.number('output_tokens');
  totals.amount += unitsOf(record.text('total_amount'));
}

function chargeOf(record: JsonView): Charge {
  return { billingId: record.text('billing_id'), amount: unitsOf(record.text('total_amount')) };
}

function differenceOf(plan: TracePlan, record: JsonView, row: TraceRow): string | null {
  const details = record.object('usage_details');
  const pairs: ReadonlyArray<readonly [string, string, string]> = [
    ['total_amount', textOf(unitsOf(record.text('total_amount'))), textOf(amountOf(row))],
    [
      'usage_amount',
      textOf(unitsOf(record.text('usage_amount'))),
      String(row.inputTokens + row.outputTokens),
    ],
    ['input_tokens', String(details.number('input_tokens')), String(row.inputTokens)],
    ['output_tokens', String(details.number('output_tokens')), String(row.outputTokens)],
    [
      'usage_timestamp',
      instantOf(record.text('usage_timestamp')),
      instantOf(new Date(row.timestampMs).toISOString()),
    ],
    ['product_id', record.text('product_id'), plan.productId],
    ['currency', record.textOrNull('currency') ?? 'none', CURRENCY],
    ['billing_status', record.text('billing_status'), 'completed'],
    ['billing_method', record.textOrNull('billing_method') ?? 'none', methodOf(row)],
  ];
  const wrong = pairs.find(([, found, expected]) => found !== expected);
  return wrong ? `has ${wrong[0]} ${wrong[1]}, not ${wrong[2]}` : null;
}

/** A request without tokens costs nothing, and what costs nothing is not taken from a wallet. */
function methodOf(row: TraceRow): string {
  return amountOf(row) === 0n ? 'subscription_included' : 'wallet_deduction';
}

function instantOf(iso: string): string {
  return new Date(iso).toISOString();
}
