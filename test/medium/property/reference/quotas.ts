import type { UsageEvent } from '../../../../src/domain/commands.js';
import type { Outcome, QuotaWarning } from '../../../../src/domain/outcomes.js';
import type { Books } from './books.js';
import type { Quota, QuotaShare } from './rows.js';
import { iso, spanOfWord, type Span } from './calendar.js';
import { exact, exactOf, leftOf, NOTHING, textOf, type Exact } from './exact.js';
import { refusalOf } from './turn.js';

interface Reading {
  readonly quota: Quota;
  readonly window: Span;
  readonly used: Exact;
}

/** The quotas that count this usage, as they stand now. A window that has begun is never left for an earlier one. */
function readingsOf(books: Books, usage: UsageEvent, now: number): Reading[] {
  const named = {
    user: usage.userId,
    organization: usage.organizationId,
    subscription: usage.subscriptionId,
  };
  return [...books.quotas.values()]
    .filter(
      (quota) =>
        named[quota.scope] === quota.scopeId &&
        quota.serviceType === usage.serviceType &&
        (quota.productId === null || quota.productId === usage.productId),
    )
    .map((quota) => {
      const window = spanOfWord(quota.period, Math.max(now, quota.windowStart));
      return { quota, window, used: window.start === quota.windowStart ? quota.used : NOTHING };
    });
}

/** Null: every hard quota has room. Of several without, one whose window ends last is named, whichever was found. */
export function quotaRefusal(books: Books, usage: UsageEvent, now: number, found: Outcome) {
  const amount = exactOf(usage.usageAmount);
  const full = readingsOf(books, usage, now).filter(
    ({ quota, used }) => quota.enforcement === 'hard' && used + amount > quota.limit,
  );
  if (full.length === 0) return null;
  const latest = Math.max(...full.map(({ window }) => window.end));
  const eligible = full.filter(({ window }) => window.end === latest);
  const facts = 'refusal' in found ? found.refusal?.facts : undefined;
  const { quota, window, used } = (eligible.find(
    (reading) => reading.quota.quotaId === facts?.['quota_id'],
  ) ?? eligible[0]) as Reading;
  return refusalOf('quota_exceeded', {
    quota_id: quota.quotaId,
    scope: quota.scope,
    service_type: quota.serviceType,
    quota_period: quota.period,
    limit: textOf(quota.limit),
    used: textOf(used),
    remaining: textOf(leftOf(quota.limit, used)),
    requested: textOf(amount),
    reset_at: iso(window.end),
  });
}

/** Counts the usage in each of its quotas. */
export function countUsage(
  books: Books,
  usage: UsageEvent,
  now: number,
): { shares: QuotaShare[]; warnings: QuotaWarning[] } {
  const amount = exactOf(usage.usageAmount);
  const shares: QuotaShare[] = [];
  const warnings: QuotaWarning[] = [];
  for (const { quota, window, used } of readingsOf(books, usage, now)) {
    const { quotaId, enforcement, period, limit } = quota;
    if (used + amount > limit) {
      const said = { limit: textOf(limit), used: textOf(used), resetAt: iso(window.end), message: '' };
      warnings.push({ quotaId, enforcement, period, ...said });
    }
    books.quotas.set(quotaId, { ...quota, used: used + amount, windowStart: window.start });
    shares.push({ quota_id: quotaId, window_start: iso(window.start), quantity: textOf(amount) });
  }
  return { shares, warnings };
}

/** A usage that was not paid after all is taken out again, where its window is still open. */
export function uncountUsage(books: Books, shares: readonly QuotaShare[]): void {
  for (const { quota_id, window_start, quantity } of shares) {
    const quota = books.quotas.get(quota_id);
    if (!quota || iso(quota.windowStart) !== window_start) continue;
    books.quotas.set(quota_id, { ...quota, used: leftOf(quota.used, exact(quantity)) });
  }
}
