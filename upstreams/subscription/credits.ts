import type { Asked } from '../fastapi/asked.js';
import { Refusal } from '../fastapi/refusal.js';
import { pause } from '../server/pause.js';
import { readPayer } from './payer.js';
import { type Payer, type SubscriptionRow, TIERS } from './subscription-row.js';
import type { SubscriptionTables } from './subscription-tables.js';

/** Credits of a subscription: balance, consume, and the operator's correction. Consuming is atomic but not idempotent. */
export class Credits {
  /** How long the database takes from the read to the conditional update. */
  windowMs = 2;
  /** So many of the next consumes lose their race whatever is left. */
  racesToLose = 0;

  constructor(private readonly tables: SubscriptionTables) {}

  /** S1 */
  balance(asked: Asked): unknown {
    const query = asked.query();
    const payer = readPayer(query);
    query.check();
    const found = this.tables.activeOf(payer);
    const remaining = found?.credits_remaining ?? 0;
    return {
      success: true,
      message: found ? 'Credit balance retrieved' : 'No active subscription',
      ...payer,
      subscription_credits_remaining: remaining,
      subscription_credits_total: found?.credits_allocated ?? 0,
      subscription_period_end: found?.current_period_end ?? null,
      total_credits_available: remaining,
      subscription_id: found?.subscription_id ?? null,
      tier_code: found?.tier_code ?? null,
      tier_name: found ? TIERS[found.tier_code].name : null,
    };
  }

  /** S2 */
  async consume(asked: Asked): Promise<unknown> {
    const body = asked.body();
    const payer = readPayer(body);
    const credits = body.integer('credits_to_consume', { gt: 0 });
    body.text('service_type');
    const usage_record_id = body.maybeText('usage_record_id');
    body.maybeText('description');
    const metadata = body.maybeDict('metadata');
    body.check();
    const row = this.payable(payer, credits);
    await pause(this.windowMs);
    const isLost = this.racesToLose > 0;
    if (isLost) this.racesToLose--;
    const change = { kind: 'consume', credits: -credits, usage_record_id, metadata } as const;
    const isTaken = !isLost && this.tables.change(row, change);
    return {
      success: isTaken,
      message: isTaken ? `Consumed ${credits} credits` : 'Failed to consume credits',
      credits_consumed: isTaken ? credits : 0,
      credits_remaining: row.credits_remaining,
      subscription_id: row.subscription_id,
      consumed_from: isTaken ? 'subscription' : null,
      ...payer,
    };
  }

  /** Writes an absolute balance: a consume in between is undone by it. */
  async adjust(asked: Asked): Promise<unknown> {
    if (asked.headers['x-admin-role'] !== 'true') throw new Refusal(403, 'Admin access required');
    const query = asked.query();
    const credits = query.integer('credits');
    const reason = query.text('reason');
    query.check();
    const id = asked.param('subscription_id');
    const row = this.tables.find(id);
    if (row === null) throw new Refusal(404, `Subscription ${id} not found`);
    const previous = row.credits_remaining;
    const next = Math.max(0, previous + credits);
    await pause(this.windowMs);
    this.tables.change(row, { kind: 'admin', credits: next - row.credits_remaining, metadata: { reason } });
    if (credits > 0) row.credits_allocated += credits;
    return {
      success: true,
      message: `Credits adjusted by ${credits > 0 ? '+' : ''}${credits}`,
      subscription_id: id,
      previous_credits: previous,
      new_credits: next,
      adjustment: credits,
      reason,
    };
  }

  /** The payer's subscription if it has so many credits now; 404 without one, 402 with too few. */
  payable(payer: Payer, credits: number): SubscriptionRow {
    const row = this.tables.activeOf(payer);
    if (row === null) throw new Refusal(404, 'No active subscription found');
    if (row.credits_remaining >= credits) return row;
    throw new Refusal(
      402,
      `Insufficient credits. Available: ${row.credits_remaining}, Requested: ${credits}`,
    );
  }
}
