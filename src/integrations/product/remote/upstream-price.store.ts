import { Injectable } from '@nestjs/common';
import { Database } from '../../../database/database.service.js';
import type { Queryable } from '../../../database/queryable.js';
import type { PriceReading } from './price-reading.js';

export type UpstreamPriceState = 'unasked' | PriceReading['kind'];

/** What is known of a product's price upstream. Times are epoch milliseconds. */
export interface UpstreamPrice {
  readonly priceId: string | null;
  readonly state: UpstreamPriceState;
  readonly reason: string | null;
  readonly confirmedAt: number | null;
  readonly answeredAt: number | null;
}

/** How the prices of the product service are doing, over all processes. */
export interface ConfirmationFigures {
  /** Products with a price of it. */
  readonly priced: number;
  /** Products that it knows and that have no price to be used, or whose newest one cannot be. */
  readonly unusable: number;
  /** Of the price whose confirmation is the oldest; null without prices. */
  readonly oldestConfirmedAt: number | null;
  readonly stalePriceIds: readonly string[];
}

interface Row {
  readonly price_id: string | null;
  readonly state: UpstreamPriceState;
  readonly reason: string | null;
  readonly confirmed_at: Date | null;
  readonly answered_at: Date | null;
}

/** A row a product: what the product service last said about its price, and when it is to be asked again. */
@Injectable()
export class UpstreamPriceStore {
  constructor(private readonly database: Database) {}

  /** Products that were here before the product service was asked are asked for from now on too. */
  async enrol(now: number): Promise<void> {
    const s = this.database.schema;
    await this.database.query(
      `INSERT INTO ${s}.upstream_prices AS u (product_id, state, ask_at)
       SELECT p.product_id, 'unasked', $1 FROM ${s}.products p
       ON CONFLICT (product_id) DO NOTHING`,
      [new Date(now)],
    );
  }

  /**
   * Takes at most `limit` products whose turn it is, and puts their next one an interval ahead, a tenth more or less.
   * SKIP LOCKED shares the work between processes; a process that dies leaves its products to their next turn.
   */
  async claimDue(now: number, limit: number, intervalMs: number): Promise<string[]> {
    const table = `${this.database.schema}.upstream_prices`;
    const rows = await this.database.query<{ product_id: string }>(
      `WITH due AS MATERIALIZED (
         SELECT product_id AS due_id FROM ${table}
          WHERE ask_at <= $1 ORDER BY ask_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       UPDATE ${table} AS t
          SET ask_at = $1::timestamptz + (0.9 + 0.2 * random()) * $3 * interval '1 millisecond'
         FROM due
        WHERE t.product_id = due.due_id
    RETURNING t.product_id`,
      [new Date(now), limit, intervalMs],
    );
    return rows.map((row) => row.product_id);
  }

  /**
   * The product's row, made if need be, locked until the end of the transaction: of two processes with an answer about
   * one product the second sees the version that the first has made, and makes no other.
   */
  async lock(tx: Queryable, productId: string, askAt: number): Promise<UpstreamPrice> {
    const table = `${this.database.schema}.upstream_prices`;
    await tx.query(
      `INSERT INTO ${table} AS u (product_id, state, ask_at) VALUES ($1, 'unasked', $2)
       ON CONFLICT (product_id) DO NOTHING`,
      [productId, new Date(askAt)],
    );
    const [row] = await tx.query<Row>(
      `SELECT price_id, state, reason, confirmed_at, answered_at FROM ${table} WHERE product_id = $1 FOR UPDATE`,
      [productId],
    );
    return upstreamPriceOf(row as Row);
  }

  async write(tx: Queryable, productId: string, price: UpstreamPrice): Promise<void> {
    await tx.query(
      `UPDATE ${this.database.schema}.upstream_prices
          SET price_id = $2, state = $3, reason = $4, confirmed_at = $5, answered_at = $6
        WHERE product_id = $1`,
      [
        productId,
        price.priceId,
        price.state,
        price.reason,
        dateOrNull(price.confirmedAt),
        dateOrNull(price.answeredAt),
      ],
    );
  }

  async find(productId: string): Promise<UpstreamPrice | null> {
    const [row] = await this.database.query<Row>(
      `SELECT price_id, state, reason, confirmed_at, answered_at
         FROM ${this.database.schema}.upstream_prices WHERE product_id = $1`,
      [productId],
    );
    return row ? upstreamPriceOf(row) : null;
  }

  /** Stale is a price that was last confirmed before `limit`, and one that the newest answer did not confirm. */
  async figures(limit: number): Promise<ConfirmationFigures> {
    const [row] = await this.database.query<{
      priced: number;
      unusable: number;
      oldest: Date | null;
      stale: string[] | null;
    }>(
      `SELECT count(price_id)::int AS priced,
              count(*) FILTER (WHERE state IN ('missing', 'refused'))::int AS unusable,
              min(confirmed_at) AS oldest,
              array_agg(price_id) FILTER (
                WHERE price_id IS NOT NULL AND (confirmed_at < $1 OR state <> 'priced')) AS stale
         FROM ${this.database.schema}.upstream_prices`,
      [new Date(limit)],
    );
    return {
      priced: row?.priced ?? 0,
      unusable: row?.unusable ?? 0,
      oldestConfirmedAt: row?.oldest?.getTime() ?? null,
      stalePriceIds: row?.stale ?? [],
    };
  }
}

function upstreamPriceOf(row: Row): UpstreamPrice {
  return {
    priceId: row.price_id,
    state: row.state,
    reason: row.reason,
    confirmedAt: row.confirmed_at?.getTime() ?? null,
    answeredAt: row.answered_at?.getTime() ?? null,
  };
}

function dateOrNull(instant: number | null): Date | null {
  return instant === null ? null : new Date(instant);
}
