import type { Command } from '../../../src/domain/commands.js';
import { decimal } from '../../../src/domain/decimal.js';
import { SqlSession } from '../database/sql-session.js';
import { chargeOf, userAccount, type TestEngine } from './test-engine.js';
import { waitUntil } from '../wait-until.js';

/** Refused without trace: the lane's next COMMIT is that of the gathered batch. */
const NOTHING_TO_COMMIT: Command = {
  type: 'withdraw',
  account: userAccount('gate'),
  walletId: 'none',
  currency: 'CREDIT',
  amount: decimal('1'),
  description: null,
  metadata: null,
  destination: null,
};

/**
 * Holds up a lane, so that all that is submitted meanwhile waits and then goes into one batch. The lane is held by a
 * command of the account `user:gate`, whose row another session holds.
 */
export class LaneGate {
  private constructor(
    private readonly engine: TestEngine,
    private readonly session: SqlSession,
    private readonly cell: number,
  ) {}

  static async open(engine: TestEngine, migrationUrl: string, cell = 0): Promise<LaneGate> {
    await engine.directory.resolveOwner({ kind: 'user', id: 'gate', near: cell });
    await engine.run(chargeOf('gate', 'gate', '1'));
    return new LaneGate(engine, await SqlSession.open(migrationUrl), cell);
  }

  /** Runs `submit`, lets the lane go when `count` commands wait for it, and answers what `submit` does. */
  async gather<T>(count: number, submit: () => T): Promise<Awaited<T>> {
    await this.session.run('BEGIN');
    await this.session.run(`SELECT FROM dev.accounts WHERE account_id = 'user:gate' FOR UPDATE`);
    const held = this.engine.run(NOTHING_TO_COMMIT).catch(() => undefined);
    await this.session.whenWaiting();
    const submitted = submit();
    await waitUntil(`${count} commands wait`, () => this.waiting() >= count);
    await this.session.run('ROLLBACK');
    await held;
    return await submitted;
  }

  close(): Promise<void> {
    return this.session.close();
  }

  private waiting(): number {
    return this.engine.engine.figures().find(({ cell }) => cell === this.cell)?.waiting ?? 0;
  }
}
