import { formatQuantity, type Decimal, ZERO } from './decimal.js';
import { quotaWindow, type Period } from './rating/period.js';
import type { Enforcement, QuotaPeriod, QuotaScope, ServiceType } from './vocabulary.js';

/** A limit on quantity per period and scope, with its counter. */
export interface Quota {
  readonly quotaId: string;
  readonly cell: number;
  readonly scope: QuotaScope;
  readonly scopeId: string;
  readonly serviceType: ServiceType;
  /** Null: every product of the service type. */
  readonly productId: string | null;
  readonly limit: Decimal;
  readonly used: Decimal;
  readonly period: QuotaPeriod;
  readonly windowStart: number;
  readonly enforcement: Enforcement;
}

/** What a quota is asked about. */
export interface QuotaRequest {
  readonly userId: string | null;
  readonly organizationId: string | null;
  readonly subscriptionId: string | null;
  readonly serviceType: ServiceType;
  readonly productId: string | null;
  readonly amount: Decimal;
}

/** A quota as it stands at an instant: after the period's edge nothing of it is used. */
export interface QuotaReading {
  readonly quota: Quota;
  readonly window: Period;
  readonly used: Decimal;
  readonly remaining: Decimal;
}

/** What of a quota one record consumed, kept with the record so that a void can give it back. */
export interface QuotaUse {
  readonly quota_id: string;
  readonly window_start: string;
  readonly quantity: string;
}

/**
 * Whether the quota limits this usage. A usage without a product meets only the quotas that cover every product.
 */
export function quotaApplies(quota: Quota, request: QuotaRequest): boolean {
  const scopeId = {
    user: request.userId,
    organization: request.organizationId,
    subscription: request.subscriptionId,
  }[quota.scope];
  return (
    scopeId === quota.scopeId &&
    quota.serviceType === request.serviceType &&
    (quota.productId === null || quota.productId === request.productId)
  );
}

/**
 * Reads the counter at an instant. The window is never earlier than the one on the row: a clock that runs backwards
 * goes on counting in the later window instead of opening an old one anew.
 */
export function readQuota(quota: Quota, now: number): QuotaReading {
  const window = quotaWindow(quota.period, Math.max(now, quota.windowStart));
  const used = window.start > quota.windowStart ? ZERO : quota.used;
  const remaining = used.gte(quota.limit) ? ZERO : quota.limit.minus(used);
  return { quota, window, used, remaining };
}

/** Exactly the limit is allowed. */
export function exceeds(reading: QuotaReading, amount: Decimal): boolean {
  return reading.used.plus(amount).gt(reading.quota.limit);
}

export interface QuotaDecision {
  /** False when a hard quota has too little left. */
  readonly allowed: boolean;
  /** The refusing quota with the latest reset, else the one with least left; null without quotas. */
  readonly reported: QuotaReading | null;
  /** Soft quotas that the usage goes over. */
  readonly exceededSoft: readonly QuotaReading[];
}

/** All hard quotas must allow. Changes nothing. */
export function decideQuota(readings: readonly QuotaReading[], amount: Decimal): QuotaDecision {
  const exceeded = readings.filter((reading) => exceeds(reading, amount));
  const refusing = exceeded.filter((reading) => reading.quota.enforcement === 'hard');
  const exceededSoft = exceeded.filter((reading) => reading.quota.enforcement === 'soft');
  const reported =
    refusing.length > 0
      ? refusing.reduce((latest, reading) => (reading.window.end > latest.window.end ? reading : latest))
      : leastLeft(readings);
  return { allowed: refusing.length === 0, reported, exceededSoft };
}

function leastLeft(readings: readonly QuotaReading[]): QuotaReading | null {
  if (readings.length === 0) return null;
  return readings.reduce((least, reading) => (reading.remaining.lt(least.remaining) ? reading : least));
}

/** The quota after a usage: the counter moves on, or starts anew in a later window. */
export function consumeQuota(reading: QuotaReading, amount: Decimal): Quota {
  return { ...reading.quota, windowStart: reading.window.start, used: reading.used.plus(amount) };
}

/** Gives a use back, if its window is still the one that counts. */
export function giveBackQuota(quota: Quota, use: QuotaUse, quantity: Decimal): Quota {
  if (quota.windowStart !== Date.parse(use.window_start)) return quota;
  return { ...quota, used: quota.used.gt(quantity) ? quota.used.minus(quantity) : ZERO };
}

export function quotaUseOf(reading: QuotaReading, amount: Decimal): QuotaUse {
  return {
    quota_id: reading.quota.quotaId,
    window_start: new Date(reading.window.start).toISOString(),
    quantity: formatQuantity(amount),
  };
}
