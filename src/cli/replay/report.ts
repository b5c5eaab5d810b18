import type { Audit } from './check.js';
import { textOf } from './exact-amount.js';
import { statisticsPath } from './rollup-audit.js';
import { textTable } from './text-table.js';
import { CURRENCY, PRICES, type Totals, type TracePlan } from './trace-plan.js';

/** What each user pays and for what, as the service's billing records have it. */
export function billOf(plan: TracePlan, audit: Audit): string {
  const header = ['user', 'requests', 'input tokens', 'output tokens', CURRENCY];
  const lines = audit.users.map(({ user, records: { totals } }) => [
    user,
    String(totals.requests),
    String(totals.inputTokens),
    String(totals.outputTokens),
    textOf(totals.amount),
  ]);
  const sum = (of: (totals: Totals) => bigint): bigint =>
    audit.users.reduce((total, { records }) => total + of(records.totals), 0n);
  const total = [
    'total',
    String(sum((totals) => BigInt(totals.requests))),
    String(sum((totals) => BigInt(totals.inputTokens))),
    String(sum((totals) => BigInt(totals.outputTokens))),
    textOf(sum((totals) => totals.amount)),
  ];
  const title = `Bill for ${plan.productId} (${PRICES.input_tokens} an input token, ${PRICES.output_tokens} an output token)`;
  return `${title}\n${textTable([header, ...lines, total])}`;
}

/** Each comparison with its numbers: the same amount four times, and the wallet's two sides. */
export function checkOf(audit: Audit): string {
  const header = ['user', 'calculated', 'records', 'ledger', 'roll-ups', 'deposited', 'balance', ''];
  const lines = audit.users.map(({ user, expected, records, ledger, rollup, faults }) => [
    user,
    textOf(expected.amount),
    textOf(records.totals.amount),
    textOf(ledger.charged),
    textOf(rollup.cost),
    textOf(ledger.deposited),
    textOf(ledger.balance),
    faults.length === 0 ? 'ok' : 'WRONG',
  ]);
  const { records, revenue, fault } = audit.statistics;
  const statistics = `statistics: ${records} records, revenue ${textOf(revenue)}  ${fault ? 'WRONG' : 'ok'}`;
  return `Check\n${textTable([header, ...lines])}\n${statistics}`;
}

export function statisticsUrl(baseUrl: string, plan: TracePlan): string {
  return baseUrl + statisticsPath(plan);
}

/** The last word of a run. */
export function verdictOf(plan: TracePlan, audit: Audit): string {
  const [first, ...others] = audit.faults;
  if (first === undefined) {
    return (
      `Check passed: ${plan.total.requests} records, the ledger, the roll-ups and the calculation agree to the last digit ` +
      `on ${textOf(plan.total.amount)} ${CURRENCY}.`
    );
  }
  const more = others.length > 0 ? ` (and ${others.length} more that follow or stand beside it)` : '';
  return `Check FAILED: ${first}${more}`;
}
