import { textTable } from '../replay/text-table.js';
import type { Redriven } from './redrive.js';
import type { UnsettledItem } from './unsettled-item.js';

const HEADER = ['id', 'kind', 'state', 'age', 'amount', '', 'checks', 'payer', 'record', 'reason'];

/** Ids that are named where they are not there; the rest is counted. */
const MOST_NAMED = 10;

/** A table for people. `unknown` are ids that were asked for and are nobody's. */
export function listText(items: readonly UnsettledItem[], unknown: readonly string[], limit: number): string {
  if (items.length === 0) return unknown.length > 0 ? unknownText(unknown) : 'Nothing is unsettled.';
  const rows = items.map((item) => [
    item.id,
    item.kind,
    item.state,
    ageText(item.ageMs),
    item.amount,
    item.currency ?? '',
    String(item.checks),
    item.account,
    item.billingId === item.id ? '' : (item.billingId ?? ''),
    item.reason ?? '',
  ]);
  const more = items.length === limit ? ` (the limit: there may be more)` : '';
  return `${textTable([HEADER, ...rows])}\n\n${items.length} unsettled${more}.${afterwards(unknown)}`;
}

export function redrivenText(results: readonly Redriven[], unknown: readonly string[]): string {
  const rows = results.map(({ id, result }) => [id, result]);
  const accepted = results.filter((one) => one.accepted).length;
  return `${textTable([['id', 'result'], ...rows])}\n\n${accepted} of ${results.length} re-driven.${afterwards(unknown)}`;
}

function afterwards(unknown: readonly string[]): string {
  return unknown.length === 0 ? '' : `\n${unknownText(unknown)}`;
}

function unknownText(ids: readonly string[]): string {
  const more = ids.length > MOST_NAMED ? ` and ${ids.length - MOST_NAMED} more` : '';
  return `No record or attempt has the id ${ids.slice(0, MOST_NAMED).join(', ')}${more}.`;
}

/** The same for programs, with the names that the API uses. */
export function reportJson(
  items: readonly UnsettledItem[],
  unknown: readonly string[],
  results: readonly Redriven[] | null,
): string {
  const byId = new Map((results ?? []).map((one) => [one.id, one]));
  const unsettled = items.map((item) => ({
    id: item.id,
    kind: item.kind,
    state: item.state,
    billing_id: item.billingId,
    account: item.account,
    amount: item.amount,
    currency: item.currency,
    age_s: Math.floor(item.ageMs / 1_000),
    checks: item.checks,
    reason: item.reason,
    ...(results !== null && {
      redriven: byId.get(item.id)?.accepted ?? false,
      result: byId.get(item.id)?.result ?? null,
    }),
  }));
  return JSON.stringify({ unsettled, ...(unknown.length > 0 && { unknown_ids: unknown }) }, null, 2);
}

function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
