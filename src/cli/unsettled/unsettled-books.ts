import { WAITING_SINCE } from '../../billing/settlement/attempts/waiting-since.js';
import type { AppConfig } from '../../config/app-config.js';
import type { Queryable } from '../../database/queryable.js';
import { formatQuantity, fromNumeric } from '../../domain/decimal.js';
import { openDisputes } from './open-disputes.js';
import type { UnsettledOptions } from './options.js';
import { DISPUTE, RECORD, type UnsettledItem } from './unsettled-item.js';

/** Why records fail that are well but for an upstream. */
const UPSTREAM_REASONS = ['payer_unavailable', 'charge_not_confirmed'];
/** Open attempts of one cell that are looked at, those due first. */
const MOST_OF_A_CELL = 10_000;
const STATEMENT_TIMEOUT_MS = 30_000;

type Filters = Pick<UnsettledOptions, 'kinds' | 'account' | 'olderThanMs' | 'sinceMs' | 'limit' | 'ids'>;

/** Reads from the database what is not settled, and makes attempts due. Moves no money. */
export class UnsettledBooks {
  constructor(
    private readonly connection: Queryable,
    /** Quoted. */
    private readonly schema: string,
    private readonly config: Pick<AppConfig, 'engine' | 'settlement'>,
  ) {}

  /** The oldest first, at most `limit`. */
  async find(filters: Filters): Promise<UnsettledItem[]> {
    await this.connection.query(`SELECT set_config('statement_timeout', $1, false)`, [
      String(STATEMENT_TIMEOUT_MS),
    ]);
    const disputes = filters.kinds.includes(DISPUTE)
      ? await openDisputes(this.connection, this.schema, filters)
      : [];
    const found = [...(await this.attempts(filters)), ...(await this.records(filters)), ...disputes];
    return found.sort((a, b) => b.ageMs - a.ageMs).slice(0, filters.limit);
  }

  /**
   * Makes open attempts due now; answers which. An attempt that somebody works on stays his, and one whose upstream was
   * asked just now waits its time: "not found there" counts only after a while.
   */
  async makeDue(attemptIds: readonly string[]): Promise<ReadonlySet<string>> {
    const { callTimeoutMs, recheckMs } = this.config.settlement;
    const rows = await this.connection.query<{ attempt_id: string }>(
      `UPDATE ${this.schema}.settlement_attempts AS t
          SET due_at = least(t.due_at, ${CLOCK})
        WHERE t.cell IN (SELECT cell FROM ${this.schema}.cells) AND t.attempt_id = ANY ($2::text[])
          AND t.state IN ('created', 'unknown')
          AND (t.kind = 'decision' OR t.updated_at <= ${CLOCK} - $3 * interval '1 millisecond')
    RETURNING t.attempt_id`,
      [this.config.engine.clockOffsetMs, attemptIds, callTimeoutMs + recheckMs],
    );
    return new Set(rows.map(({ attempt_id }) => attempt_id));
  }

  /** Those that name neither a record nor an attempt. */
  async unknownOf(ids: readonly string[]): Promise<string[]> {
    const s = this.schema;
    const rows = await this.connection.query<{ id: string }>(
      `SELECT id FROM unnest($1::text[]) WITH ORDINALITY AS g (id, n)
        WHERE NOT EXISTS (SELECT FROM ${s}.cells c
                            JOIN ${s}.billing_records r ON r.cell = c.cell AND r.billing_id = g.id)
          AND NOT EXISTS (SELECT FROM ${s}.cells c
                            JOIN ${s}.settlement_attempts a ON a.cell = c.cell AND a.attempt_id = g.id)
        ORDER BY n`,
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  private async attempts({ kinds, account, olderThanMs, limit, ids }: Filters): Promise<UnsettledItem[]> {
    if (kinds.length > 0 && kinds.every((kind) => kind === RECORD)) return [];
    const s = this.schema;
    const rows = await this.connection.query<ItemRow>(
      `SELECT t.attempt_id AS id, t.kind, t.state, t.billing_id, t.account_id, t.amount, t.currency, t.checks,
              coalesce(t.failure_reason, r.failure_reason) AS reason, t.updated_at AS changed_at,
              (extract(epoch FROM ${CLOCK} - ${WAITING_SINCE}) * 1000)::float8 AS age_ms
         FROM ${s}.cells c
        CROSS JOIN LATERAL (
              SELECT * FROM ${s}.settlement_attempts a
               WHERE a.cell = c.cell AND a.state IN ('created', 'unknown')
               ORDER BY a.due_at
               LIMIT ${MOST_OF_A_CELL}) t
         LEFT JOIN ${s}.billing_records r ON r.cell = t.cell AND r.billing_id = t.billing_id
        WHERE ($3::text[] = '{}' OR t.kind = ANY ($3))
          AND ($4::text IS NULL OR t.account_id = $4)
          AND ${WAITING_SINCE} <= ${CLOCK} - $5 * interval '1 millisecond'
          AND ($6::text[] = '{}' OR t.attempt_id = ANY ($6) OR t.billing_id = ANY ($6))
        ORDER BY ${WAITING_SINCE}
        LIMIT $2`,
      [this.config.engine.clockOffsetMs, limit, kinds, account, olderThanMs, ids],
    );
    return rows.map(itemOf);
  }

  /** By the index of usage times: a window, since there is no index of failed records, of which there may be many. */
  private async records(filters: Filters): Promise<UnsettledItem[]> {
    const { kinds, account, olderThanMs, sinceMs, limit, ids } = filters;
    if (kinds.length > 0 && !kinds.includes(RECORD)) return [];
    const rows = await this.connection.query<ItemRow>(
      `SELECT r.billing_id AS id, '${RECORD}' AS kind, r.billing_status AS state, r.billing_id, r.account_id,
              r.total_amount AS amount, r.currency, 0 AS checks, r.failure_reason AS reason,
              r.updated_at AS changed_at,
              (extract(epoch FROM ${CLOCK} - r.created_at) * 1000)::float8 AS age_ms
         FROM ${this.schema}.billing_records r
        WHERE r.cell IN (SELECT cell FROM ${this.schema}.cells)
          AND r.usage_timestamp >= ${CLOCK} - $3 * interval '1 millisecond'
          AND (r.billing_status = 'failed' AND r.failure_reason = ANY ($4::text[])
               OR r.billing_status = 'pending' AND r.failure_reason IS DISTINCT FROM 'payer_unavailable')
          AND ($5::text IS NULL OR r.account_id = $5)
          AND r.created_at <= ${CLOCK} - $6 * interval '1 millisecond'
          AND ($7::text[] = '{}' OR r.billing_id = ANY ($7))
        ORDER BY r.usage_timestamp, r.billing_id
        LIMIT $2`,
      [this.config.engine.clockOffsetMs, limit, sinceMs, UPSTREAM_REASONS, account, olderThanMs, ids],
    );
    return rows.map(itemOf);
  }
}

/** The service's clock: the database's, moved by the offset that tests set. */
const CLOCK = `(now() + $1 * interval '1 millisecond')`;

interface ItemRow {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly billing_id: string | null;
  readonly account_id: string;
  readonly amount: string;
  readonly currency: string | null;
  readonly checks: number;
  readonly reason: string | null;
  readonly changed_at: Date;
  readonly age_ms: number;
}

function itemOf(row: ItemRow): UnsettledItem {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    billingId: row.billing_id,
    account: row.account_id,
    amount: formatQuantity(fromNumeric(row.amount)),
    currency: row.currency,
    ageMs: row.age_ms,
    checks: row.checks,
    reason: row.reason,
    changedAt: row.changed_at.toISOString(),
  };
}
