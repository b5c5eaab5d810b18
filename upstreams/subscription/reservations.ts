import type { Asked } from '../fastapi/asked.js';
import { Refusal } from '../fastapi/refusal.js';
import type { Credits } from './credits.js';
import { readPayer } from './payer.js';
import type { ReservationRow, SubscriptionRow } from './subscription-row.js';
import type { SubscriptionTables } from './subscription-tables.js';

/** S3: credits set aside, then taken or given back. Reserving is idempotent on `request_id`, the rest happens once. */
export class Reservations {
  constructor(
    private readonly tables: SubscriptionTables,
    private readonly credits: Credits,
  ) {}

  reserve(asked: Asked): unknown {
    const body = asked.body();
    const payer = readPayer(body);
    const estimated = body.integer('estimated_credits', { gt: 0 });
    const request_id = body.maybeText('request_id');
    body.maybeText('model');
    body.check();
    const active = this.tables.activeOf(payer);
    const earlier = active && request_id && this.tables.reservationOf(active.subscription_id, request_id);
    if (active && earlier) return reservedJson('Reservation already exists', earlier, active);
    const row = this.credits.payable(payer, estimated);
    this.tables.refuseMoreReservations();
    this.tables.change(row, { kind: 'reserve', credits: -estimated, request_id });
    const { subscription_id } = row;
    const draft = { subscription_id, request_id, credits_reserved: estimated, payer };
    return reservedJson('Credits reserved', this.tables.insertReservation(draft), row);
  }

  /** More than was reserved is taken too if it is there; else 409, and the reservation stays as it is. */
  reconcile(asked: Asked): unknown {
    const body = asked.body();
    const reservation_id = body.text('reservation_id');
    const actual = body.integer('actual_credits', { ge: 0 });
    body.check();
    const [reservation, row] = this.pending(reservation_id);
    const { request_id } = reservation;
    const back = reservation.credits_reserved - actual;
    if (!this.tables.change(row, { kind: 'reconcile', credits: back, request_id })) {
      throw new Refusal(
        409,
        `Insufficient credits. Available: ${row.credits_remaining}, Requested: ${-back}`,
      );
    }
    reservation.status = 'reconciled';
    reservation.credits_consumed = actual;
    return {
      success: true,
      message: 'Reservation reconciled',
      reservation_id,
      credits_consumed: actual,
      credits_refunded: Math.max(0, back),
      credits_remaining: row.credits_remaining,
      subscription_id: row.subscription_id,
    };
  }

  release(asked: Asked): unknown {
    const body = asked.body();
    const reservation_id = body.text('reservation_id');
    body.check();
    const [reservation, row] = this.pending(reservation_id);
    const { credits_reserved, request_id } = reservation;
    this.tables.change(row, { kind: 'release', credits: credits_reserved, request_id });
    reservation.status = 'released';
    return {
      success: true,
      message: 'Reservation released',
      reservation_id,
      credits_released: credits_reserved,
      credits_remaining: row.credits_remaining,
      subscription_id: row.subscription_id,
    };
  }

  private pending(id: string): [ReservationRow, SubscriptionRow] {
    const reservation = this.tables.reservation(id);
    const row = reservation && this.tables.find(reservation.subscription_id);
    if (!reservation || !row) throw new Refusal(404, 'Reservation not found');
    if (reservation.status === 'pending') return [reservation, row];
    throw new Refusal(409, `Reservation is already ${reservation.status}`);
  }
}

function reservedJson(message: string, reservation: ReservationRow, row: SubscriptionRow): unknown {
  return {
    success: true,
    message,
    reservation_id: reservation.reservation_id,
    credits_reserved: reservation.credits_reserved,
    credits_remaining: row.credits_remaining,
    subscription_id: row.subscription_id,
    ...reservation.payer,
  };
}
