import { textOf } from './exact-amount.js';
import { auditLedger, type LedgerAudit } from './ledger-audit.js';
import type { Wallets } from './preparation.js';
import { auditRecords, type RecordAudit } from './record-audit.js';
import { auditStatistics, usageByUser, type StatisticsAudit } from './rollup-audit.js';
import { NO_USAGE, type ServiceBooks, type UsageGroup } from './service-books.js';
import type { Totals, TracePlan } from './trace-plan.js';

/** One user's bill four times: calculated here, and as the service's records, ledger and roll-ups have it. */
export interface UserAudit {
  readonly user: string;
  readonly expected: Totals;
  readonly records: RecordAudit;
  readonly ledger: LedgerAudit;
  readonly rollup: UsageGroup;
  /** Every disagreement, the most telling first. */
  readonly faults: readonly string[];
}

export interface Audit {
  readonly users: readonly UserAudit[];
  readonly statistics: StatisticsAudit;
  /** Of all users, and of what goes beyond them. */
  readonly faults: readonly string[];
}

/** Reads the service's books and compares them with each other and with the calculation, to the last digit. */
export async function audit(books: ServiceBooks, plan: TracePlan, wallets: Wallets): Promise<Audit> {
  const rollups = await usageByUser(books, plan);
  const users: UserAudit[] = [];
  for (const [user, expected] of plan.expected) {
    const records = await auditRecords(books, plan, user);
    const ledger = await auditLedger(books, wallets.get(user) ?? '', records.charges);
    const sides = { user, expected, records, ledger, rollup: rollups.get(user) ?? NO_USAGE };
    users.push({ ...sides, faults: faultsOf(sides) });
  }
  const statistics = await auditStatistics(books, plan);
  const faults = [...users.flatMap((user) => user.faults), ...strangers(rollups, plan)];
  if (statistics.fault) faults.push(statistics.fault);
  return { users, statistics, faults };
}

function faultsOf({ user, expected, records, ledger, rollup }: Omit<UserAudit, 'faults'>): string[] {
  const faults = [records.fault, ledger.fault].filter((fault) => fault !== null);
  const tokens = BigInt(expected.inputTokens + expected.outputTokens);
  const sums: ReadonlyArray<readonly [string, string, string]> = [
    ['records: requests', String(records.totals.requests), String(expected.requests)],
    ['records: input tokens', String(records.totals.inputTokens), String(expected.inputTokens)],
    ['records: output tokens', String(records.totals.outputTokens), String(expected.outputTokens)],
    ['records: amount', textOf(records.totals.amount), textOf(expected.amount)],
    ['ledger: charged', textOf(ledger.charged), textOf(expected.amount)],
    ['roll-ups: requests', String(rollup.requests), String(expected.requests)],
    ['roll-ups: tokens', textOf(rollup.quantity), String(tokens)],
    ['roll-ups: amount', textOf(rollup.cost), textOf(expected.amount)],
  ];
  for (const [what, found, calculated] of sums) {
    if (found !== calculated) faults.push(`${user}: ${what} ${found}, calculated ${calculated}`);
  }
  return faults;
}

/** The product is this file's alone: usage of it by anyone else was not in the file. */
function strangers(rollups: ReadonlyMap<string, UsageGroup>, plan: TracePlan): string[] {
  return [...rollups.keys()]
    .filter((user) => !plan.expected.has(user))
    .map((user) => `roll-ups have usage of ${plan.productId} by ${user}, who is not in the file`);
}
