import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { DomainError, refuse } from '../domain/problems/problems.js';
import { WriteKeyEntity } from './entities/write-key.entity.js';
import { fingerprintOf } from './fingerprint.js';
import { Gate } from './pacing/gate.js';
import { Patience, type Reader } from './pacing/patience.js';
import { isLockTimeout } from './errors/postgres-errors.js';
import type { Queryable } from './queryable.js';

const LOCK_MARGIN_MS = 1_000;
/** Most writes that wait for their turn; past it 503. */
const WAITING_LIMIT = 256;

/** One write of what belongs to no payer: a quota's limit, a product, a price. */
export interface KeyedWrite {
  /** Keys of different operations never meet. */
  readonly operation: string;
  readonly key: string;
  /** The validated, normalised request: absent is null, decimals in shortest form. Decides whether a key is a retry. */
  readonly request: Readonly<Record<string, unknown>>;
}

export interface KeyedAnswer<Answer> {
  readonly answer: Answer;
  /** True when the answer is the stored one of an earlier write with this key. */
  readonly replayed: boolean;
}

/**
 * Idempotency of writes without a payer, which do not go through the engine: the key, the effect and the answer are
 * one transaction. A refused effect leaves the key free.
 */
@Injectable()
export class WriteKeys {
  /** Few at once, each on one connection: a crowd of retries of one key must not take the pool from billing. */
  private readonly gate: Gate;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {
    const { poolSize, cells } = config.database;
    this.gate = new Gate(Math.max(1, Math.floor((poolSize - cells) / 4)), WAITING_LIMIT);
  }

  /**
   * Runs `effect` at most once for a key. Its answer must be plain JSON, since a retry gets it from the table.
   * The effect may use statements or repositories: both arguments are the same transaction. It does not begin when
   * `reader` (null outside of a request) has gone before its turn; once begun it goes on without him.
   */
  async run<Answer>(
    write: KeyedWrite,
    reader: Reader | null,
    effect: (tx: Queryable, manager: EntityManager) => Promise<Answer>,
  ): Promise<KeyedAnswer<Answer>> {
    const patience = new Patience(this.config.http.requestDeadlineMs, reader);
    try {
      return await this.gate.run(patience.signal, () => this.runOnce(write, patience.leftMs, effect));
    } finally {
      patience.end();
    }
  }

  private async runOnce<Answer>(
    write: KeyedWrite,
    leftMs: number,
    effect: (tx: Queryable, manager: EntityManager) => Promise<Answer>,
  ): Promise<KeyedAnswer<Answer>> {
    const fingerprint = fingerprintOf(write.request);
    try {
      return await this.dataSource.transaction('READ COMMITTED', async (manager) => {
        const tx = queryableOf(manager.queryRunner as QueryRunner);
        await tx.query(
          `SELECT set_config('lock_timeout', $1, true), set_config('statement_timeout', $2, true)`,
          // A wait for a lock is told as one: it must end before its statement does.
          [`${leftMs}ms`, `${leftMs + LOCK_MARGIN_MS}ms`],
        );
        if (!(await claim(manager, write, fingerprint))) {
          return { answer: await storedAnswer<Answer>(manager, write, fingerprint), replayed: true };
        }
        const answer = await effect(tx, manager);
        await store(manager, write, answer);
        return { answer, replayed: false };
      });
    } catch (error) {
      if (!isLockTimeout(error)) throw error;
      throw new DomainError(refuse('account_busy', 'Another request is changing the same thing'), {
        cause: error,
      });
    }
  }
}

/** False when the key is taken. The primary key makes a duplicate wait here until the first commits or fails. */
async function claim(
  manager: EntityManager,
  { operation, key }: KeyedWrite,
  fingerprint: Buffer,
): Promise<boolean> {
  const inserted = await manager
    .createQueryBuilder()
    .insert()
    .into(WriteKeyEntity)
    .values({ operation, key, fingerprint, answer: {}, createdAt: () => 'clock_timestamp()' })
    .orIgnore()
    .returning(['key'])
    .execute();
  return (inserted.raw as unknown[]).length > 0;
}

/** A new statement after the wait, so that it sees what the first has committed. */
async function storedAnswer<Answer>(
  manager: EntityManager,
  { operation, key }: KeyedWrite,
  fingerprint: Buffer,
): Promise<Answer> {
  const stored = await manager.findOneByOrFail(WriteKeyEntity, { operation, key });
  if (!stored.fingerprint.equals(fingerprint)) {
    throw new DomainError(
      refuse('idempotency_key_conflict', 'The idempotency key was used before for another request'),
    );
  }
  return stored.answer as Answer;
}

async function store(manager: EntityManager, { operation, key }: KeyedWrite, answer: unknown): Promise<void> {
  await manager
    .createQueryBuilder()
    .update(WriteKeyEntity)
    .set({ answer: () => ':answer' })
    .where('operation = :operation AND key = :key')
    .setParameters({ operation, key, answer: JSON.stringify(answer ?? null) })
    .execute();
}

function queryableOf(queryRunner: QueryRunner): Queryable {
  return {
    query: async <Row>(text: string, values?: readonly unknown[]) => {
      const result = await queryRunner.query(text, values as unknown[] | undefined, true);
      return result.records as Row[];
    },
  };
}
