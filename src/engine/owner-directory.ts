import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { Database } from '../database/database.service.js';
import { isDatabaseUnavailable } from '../database/errors/postgres-errors.js';
import type { QuotaScope } from '../domain/vocabulary.js';
import { overloaded } from './lanes/lane-failures.js';

/** A payer account or a scope of a quota. */
export interface Owner {
  readonly kind: QuotaScope;
  readonly id: string;
  /** Where a new owner goes: the cell of the organisation or payer that it comes with. Absent: by hash. */
  readonly near?: number;
}

interface Waiting extends Owner {
  readonly resolve: (cell: number) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_OWNERS_A_STATEMENT = 1000;
/** Owners that wait to be looked up; past it 503, and nothing was recorded. */
export const MAX_WAITING_OWNERS = 10 * MAX_OWNERS_A_STATEMENT;

/**
 * Which cell an owner lives in; fixed from its first write on. The one table that is not cut by cell: filled in sets,
 * committed before a command joins its lane, and remembered within a bound. Absence is never remembered, because
 * another process may fill it in at any moment.
 */
@Injectable()
export class OwnerDirectory {
  private readonly known = new Map<string, number>();
  private waiting: Waiting[] = [];
  private filling = false;

  constructor(
    private readonly database: Database,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** The owner's cell; the owner gets one if it has none. */
  resolveOwner(owner: Owner): Promise<number> {
    const cell = this.recall(owner);
    if (cell !== null) return Promise.resolve(cell);
    if (this.waiting.length >= MAX_WAITING_OWNERS) return Promise.reject(overloaded());
    return new Promise<number>((resolve, reject) => {
      this.waiting.push({ ...owner, resolve, reject });
      if (!this.filling) void this.fill();
    });
  }

  /** The owner's cell, or null if no write has named it yet. Makes no row. */
  async find(kind: QuotaScope, id: string): Promise<number | null> {
    const cell = this.recall({ kind, id });
    if (cell !== null) return cell;
    const rows = await this.database.query<{ cell: number }>(
      `SELECT cell FROM ${this.database.schema}.owners WHERE owner_kind = $1 AND owner_id = $2`,
      [kind, id],
    );
    const found = rows[0]?.cell ?? null;
    if (found !== null) this.remember({ kind, id }, found);
    return found;
  }

  /** Everyone who waits goes into one statement; whoever comes meanwhile waits for the next. */
  private async fill(): Promise<void> {
    this.filling = true;
    while (this.waiting.length > 0) {
      await this.answer(this.waiting.splice(0, MAX_OWNERS_A_STATEMENT));
    }
    this.filling = false;
  }

  /** A set that Postgres refuses is halved, until the owner that it cannot write stands alone. */
  private async answer(batch: readonly Waiting[]): Promise<void> {
    try {
      const cells = await this.insertAndRead(batch);
      for (const owner of batch) {
        const cell = cells.get(nameOf(owner));
        if (cell === undefined) owner.reject(new Error(`Owner ${nameOf(owner)} has no cell`));
        else {
          this.remember(owner, cell);
          owner.resolve(cell);
        }
      }
    } catch (error) {
      await this.answerFailed(batch, error);
    }
  }

  private async answerFailed(batch: readonly Waiting[], error: unknown): Promise<void> {
    if (isDatabaseUnavailable(error)) {
      // Who waits behind would meet the same failure, one time-out after the other.
      for (const owner of [...batch, ...this.waiting.splice(0)]) owner.reject(error);
    } else if (batch.length === 1) batch[0]?.reject(error);
    else {
      const middle = Math.ceil(batch.length / 2);
      await this.answer(batch.slice(0, middle));
      await this.answer(batch.slice(middle));
    }
  }

  private async insertAndRead(batch: readonly Owner[]): Promise<Map<string, number>> {
    const s = this.database.schema;
    const open = await this.database.query<{ cell: number }>(
      `SELECT cell FROM ${s}.cells WHERE is_open ORDER BY cell`,
    );
    if (open.length === 0) throw new Error('No cell is open: run the migrations');
    const cells = open.map(({ cell }) => cell);
    const owners = [...new Map(batch.map((owner) => [nameOf(owner), owner])).values()];
    const kinds = owners.map(({ kind }) => kind);
    const ids = owners.map(({ id }) => id);
    const wanted = owners.map((owner) => owner.near ?? cells[hashOf(nameOf(owner)) % cells.length]);
    // Sorted, so that two processes that fill the same owners do not wait for each other crosswise.
    await this.database.query(
      `INSERT INTO ${s}.owners (owner_kind, owner_id, cell)
       SELECT k, i, c FROM unnest($1::text[], $2::text[], $3::smallint[]) u(k, i, c)
        ORDER BY k COLLATE "C", i COLLATE "C"
       ON CONFLICT (owner_kind, owner_id) DO NOTHING`,
      [kinds, ids, wanted],
    );
    const rows = await this.database.query<{ owner_kind: QuotaScope; owner_id: string; cell: number }>(
      `SELECT o.owner_kind, o.owner_id, o.cell FROM ${s}.owners o
         JOIN unnest($1::text[], $2::text[]) u(k, i) ON o.owner_kind = u.k AND o.owner_id = u.i`,
      [kinds, ids],
    );
    return new Map(rows.map((row) => [nameOf({ kind: row.owner_kind, id: row.owner_id }), row.cell]));
  }

  private recall(owner: Owner): number | null {
    return this.known.get(nameOf(owner)) ?? null;
  }

  /** First in, first out past the bound: an evicted owner costs one look-up, nothing else. */
  private remember(owner: Owner, cell: number): void {
    if (this.known.size >= this.config.engine.directoryCacheSize) {
      const oldest = this.known.keys().next();
      if (!oldest.done) this.known.delete(oldest.value);
    }
    this.known.set(nameOf(owner), cell);
  }
}

function nameOf(owner: Owner): string {
  return `${owner.kind}:${owner.id}`;
}

/** FNV-1a over UTF-16 units: spreads owners evenly over the cells; nothing depends on which hash it is. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
