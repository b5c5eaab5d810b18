import { createHash } from 'node:crypto';
import { unitsOf, type Units } from './exact-amount.js';
import { readTrace } from './trace-file.js';
import type { TraceRow } from './trace-row.js';

/** What the traced model costs, per token. */
export const PRICES = { input_tokens: '0.0000025', output_tokens: '0.00001' } as const;
export const CURRENCY = 'CREDIT';

const INPUT_UNITS = unitsOf(PRICES.input_tokens);
const OUTPUT_UNITS = unitsOf(PRICES.output_tokens);

/** What a set of requests comes to. */
export interface Totals {
  requests: number;
  inputTokens: number;
  outputTokens: number;
  amount: Units;
}

/**
 * What replaying one file means: which product, which users, and what each must pay in the end. Everything is derived
 * from the file's bytes and the number of users, so that a second run names the same things and the same keys.
 */
export interface TracePlan {
  readonly path: string;
  readonly sha256: string;
  readonly productId: string;
  readonly users: readonly string[];
  /** By user, calculated here from the file alone. */
  readonly expected: ReadonlyMap<string, Totals>;
  readonly total: Totals;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Reads the whole file once: hash, validation, and the exact bill of each user. */
export async function planTrace(path: string, userCount: number): Promise<TracePlan> {
  const hash = createHash('sha256');
  const bills: Totals[] = Array.from({ length: userCount }, noTotals);
  const total = noTotals();
  let firstMs = Infinity;
  let lastMs = -Infinity;
  for await (const row of readTrace(path, (bytes) => hash.update(bytes))) {
    addRow(bills[userIndexOf(row.line, userCount)] as Totals, row);
    addRow(total, row);
    firstMs = Math.min(firstMs, row.timestampMs);
    lastMs = Math.max(lastMs, row.timestampMs);
  }
  const sha256 = hash.digest('hex');
  const name = sha256.slice(0, 8);
  const users = bills.map((_, index) => `trace-${name}-user-${String(index + 1).padStart(2, '0')}`);
  const expected = new Map(users.map((user, index) => [user, bills[index] as Totals]));
  return { path, sha256, productId: `trace-model-${name}`, users, expected, total, firstMs, lastMs };
}

/** Which user made the request on this line. */
export function userOf(plan: TracePlan, line: number): string {
  return plan.users[userIndexOf(line, plan.users.length)] as string;
}

export function amountOf(row: TraceRow): Units {
  return BigInt(row.inputTokens) * INPUT_UNITS + BigInt(row.outputTokens) * OUTPUT_UNITS;
}

/** The client's name of a row, stored on its billing record: how the check finds the line of a record. */
export function requestIdOf(plan: TracePlan, line: number): string {
  return `trace-${plan.sha256.slice(0, 8)}:${line}`;
}

export function lineOfRequestId(plan: TracePlan, requestId: string | null): number | null {
  const [file, line] = (requestId ?? '').split(':');
  return file === `trace-${plan.sha256.slice(0, 8)}` && /^\d+$/.test(line ?? '') ? Number(line) : null;
}

export function noTotals(): Totals {
  return { requests: 0, inputTokens: 0, outputTokens: 0, amount: 0n };
}

function addRow(totals: Totals, row: TraceRow): void {
  totals.requests += 1;
  totals.inputTokens += row.inputTokens;
  totals.outputTokens += row.outputTokens;
  totals.amount += amountOf(row);
}

/** In turn: any number of users gets a fair mix, and a line never changes its user. */
function userIndexOf(line: number, userCount: number): number {
  return (line - 2) % userCount;
}
