import { randomUUID } from 'node:crypto';
import { append } from '../server/append.js';
import { refuseWhenFull } from '../server/full.js';
import {
  type CreditMovement,
  type Payer,
  type ReservationRow,
  type SubscriptionRow,
  type SubscriptionStatus,
  type TierCode,
  TIERS,
} from './subscription-row.js';

const MOST_SUBSCRIPTIONS = 100_000;
const MOST_RESERVATIONS = 100_000;
const MOST_MOVEMENTS = 200_000;
const PERIOD_MS = 30 * 24 * 3_600_000;

export interface NewSubscription {
  readonly user_id: string;
  readonly organization_id: string | null;
  readonly tier_code: TierCode;
  readonly status: SubscriptionStatus;
  /** The tier's when null. */
  readonly credits: number | null;
  /** A new one when null. */
  readonly subscription_id: string | null;
}

/** Subscriptions, reservations, and a book of all that happened to credits. */
export class SubscriptionTables {
  private readonly subscriptions = new Map<string, SubscriptionRow>();
  private readonly ofAccount = new Map<string, SubscriptionRow[]>();
  private readonly reservations = new Map<string, ReservationRow>();
  private readonly ofRequest = new Map<string, ReservationRow>();
  private readonly movements: CreditMovement[] = [];

  insert({ credits, subscription_id, ...draft }: NewSubscription): SubscriptionRow {
    refuseWhenFull('subscriptions', this.subscriptions.size, MOST_SUBSCRIPTIONS);
    const now = Date.now();
    const allocated = credits ?? TIERS[draft.tier_code].credits;
    const row: SubscriptionRow = {
      subscription_id: subscription_id ?? `sub_${shortId()}`,
      ...draft,
      current_period_start: new Date(now).toISOString(),
      current_period_end: new Date(now + PERIOD_MS).toISOString(),
      created_at: new Date(now).toISOString(),
      credits_allocated: allocated,
      credits_used: 0,
      credits_remaining: allocated,
    };
    this.subscriptions.set(row.subscription_id, row);
    append(this.ofAccount, accountKey(row.organization_id, row.user_id), row);
    return row;
  }

  find(id: string): SubscriptionRow | null {
    return this.subscriptions.get(id) ?? null;
  }

  /** The newest that is active or on trial. */
  activeOf({ billing_account_type, billing_account_id, user_id }: Payer): SubscriptionRow | null {
    const isOrganization = billing_account_type === 'organization';
    const key = accountKey(
      isOrganization ? billing_account_id : null,
      isOrganization ? user_id : billing_account_id,
    );
    const rows = this.ofAccount.get(key) ?? [];
    return rows.findLast(({ status }) => status === 'active' || status === 'trialing') ?? null;
  }

  list(): SubscriptionRow[] {
    return [...this.subscriptions.values()].toReversed();
  }

  /**
   * The conditional update of the service: changes the credits if they are enough at this very moment. False when they
   * are not.
   */
  change(
    row: SubscriptionRow,
    movement: Pick<CreditMovement, 'kind' | 'credits'> & Partial<CreditMovement>,
  ): boolean {
    refuseWhenFull('credit movements', this.movements.length, MOST_MOVEMENTS);
    if (row.credits_remaining + movement.credits < 0) return false;
    row.credits_remaining += movement.credits;
    if (movement.kind !== 'admin') row.credits_used -= movement.credits;
    this.movements.push({
      usage_record_id: null,
      request_id: null,
      metadata: null,
      ...movement,
      subscription_id: row.subscription_id,
      remaining: row.credits_remaining,
      created_at: new Date().toISOString(),
    });
    return true;
  }

  reservation(id: string): ReservationRow | null {
    return this.reservations.get(id) ?? null;
  }

  reservationOf(subscriptionId: string, requestId: string): ReservationRow | null {
    return this.ofRequest.get(requestKey(subscriptionId, requestId)) ?? null;
  }

  insertReservation(
    draft: Pick<ReservationRow, 'subscription_id' | 'request_id' | 'credits_reserved' | 'payer'>,
  ): ReservationRow {
    const row: ReservationRow = {
      reservation_id: `res_${shortId()}`,
      ...draft,
      status: 'pending',
      credits_consumed: 0,
    };
    this.reservations.set(row.reservation_id, row);
    if (row.request_id !== null) this.ofRequest.set(requestKey(row.subscription_id, row.request_id), row);
    return row;
  }

  /** Before credits are taken for one. */
  refuseMoreReservations(): void {
    refuseWhenFull('reservations', this.reservations.size, MOST_RESERVATIONS);
  }

  /** In the order of their making. */
  all(): { subscriptions: SubscriptionRow[]; reservations: ReservationRow[]; movements: CreditMovement[] } {
    return {
      subscriptions: [...this.subscriptions.values()],
      reservations: [...this.reservations.values()],
      movements: this.movements,
    };
  }

  clear(): void {
    for (const table of [this.subscriptions, this.ofAccount, this.reservations, this.ofRequest])
      table.clear();
    this.movements.length = 0;
  }
}

function shortId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 16);
}

function accountKey(organizationId: string | null, userId: string): string {
  return organizationId === null ? `user ${userId}` : `organization ${organizationId}`;
}

function requestKey(subscriptionId: string, requestId: string): string {
  return `${subscriptionId} ${requestId}`;
}
