import { counterKeyOf } from '../../rating/allowance.js';
import { decimal, sum, ZERO, type Decimal } from '../../decimal.js';
import { giveBackQuota, type Quota } from '../../quota.js';
import type { BillingRecord } from '../../record.js';
import type { AllowanceCounter, Effects, State } from '../../state.js';

/** The money did not come: what the first batch consumed of quotas and allowances goes back. */
export function consumptionBack(
  state: State,
  record: BillingRecord,
): Required<Pick<Effects, 'quotas' | 'allowances'>> {
  return { quotas: quotasGivenBack(state, record), allowances: allowancesGivenBack(state, record) };
}

function quotasGivenBack(state: State, record: BillingRecord): Quota[] {
  return record.quotaUses.flatMap((use) => {
    const quota = state.quota(use.quota_id);
    return quota ? [giveBackQuota(quota, use, decimal(use.quantity))] : [];
  });
}

function allowancesGivenBack(state: State, record: BillingRecord): AllowanceCounter[] {
  return movedCounters(state, record, (used, back) => (used.gt(back) ? used.minus(back) : ZERO));
}

export function allowancesDrawn(state: State, record: BillingRecord): AllowanceCounter[] {
  return movedCounters(state, record, (used, quantity) => used.plus(quantity));
}

/** The record's own lines say which counters it draws on and how much. */
function movedCounters(
  state: State,
  record: BillingRecord,
  move: (used: Decimal, quantity: Decimal) => Decimal,
): AllowanceCounter[] {
  const drawn = new Map<string, { source: string; periodStart: number; quantities: Decimal[] }>();
  for (const { source, period_start, quantity } of record.lines) {
    if (source === undefined || period_start === undefined) continue;
    const key = `${source}@${period_start}`;
    const counter = drawn.get(key) ?? { source, periodStart: Date.parse(period_start), quantities: [] };
    counter.quantities.push(decimal(quantity));
    drawn.set(key, counter);
  }
  const { productId } = record.usage;
  return [...drawn.values()].map(({ source, periodStart, quantities }) => {
    const used = state.allowanceUsed(counterKeyOf(productId, source, periodStart));
    return { productId, source, periodStart, used: move(used, sum(quantities)) };
  });
}
