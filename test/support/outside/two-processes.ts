import { beforeAll, beforeEach } from '@jest/globals';
import { decimal } from '../../../src/domain/decimal.js';
import type { ChargeCommand } from '../../../src/domain/commands.js';
import type { BillingMethod } from '../../../src/domain/vocabulary.js';
import type { RemotePayers } from '../../../src/integrations/payer/remote-payers.js';
import { type DatabaseSuite, databaseSuite } from '../database/database-suite.js';
import { ScriptedPayer } from './scripted-payer.js';
import { openSettlementRoom, type SettlementRoom } from '../engine/settlement-room.js';
import { addPrice, chargeOf } from '../engine/test-engine.js';
import { waitUntil } from '../wait-until.js';

const HTTP = { client: 'http', url: 'http://127.0.0.1:1' } as const;
export const SETTLEMENT = {
  waitMs: 5_000,
  callTimeoutMs: 150,
  recheckMs: 250,
  tries: 3,
  pollIntervalMs: 60_000,
};

/** All but `db` and `newUser` exists only once the suite's tests begin. */
export interface TwoProcesses {
  readonly db: DatabaseSuite;
  readonly one: SettlementRoom;
  readonly other: SettlementRoom;
  /** Fresh for each test, as are the credits: no route back, whole units only. */
  readonly wallet: ScriptedPayer;
  readonly credits: ScriptedPayer;
  /** A payer that no other test knows. */
  newUser(): string;
  /** Looks at what is due in both processes until the charge's answer is as hoped. */
  answered(command: ChargeCommand, key: string, status: string): Promise<Record<string, unknown>>;
}

/** Two processes on one database, and payers outside that both of them call, until the calling file's tests are done. */
export function twoProcesses(name: string): TwoProcesses {
  const db = databaseSuite(name);
  const rooms: SettlementRoom[] = [];
  let wallet: ScriptedPayer;
  let credits: ScriptedPayer;
  let serial = 0;

  const payers: RemotePayers = {
    payerOf: (method) =>
      ({ wallet_deduction: wallet, credit_consumption: credits, payment_charge: null })[method],
    isAvailable: (method) =>
      ({
        wallet_deduction: wallet.isAvailable,
        credit_consumption: credits.isAvailable,
        payment_charge: true,
      })[method],
  };

  function freshPayers(): void {
    const reason = 'Insufficient balance';
    wallet = new ScriptedPayer('w', { status: 'declined', code: 'insufficient_wallet_balance', reason });
    credits = new ScriptedPayer('c', { status: 'declined', code: 'no_route_back', reason });
    credits.unit = decimal('1');
  }

  beforeAll(async () => {
    freshPayers();
    const config = db.config({ settlement: SETTLEMENT, integrations: { wallet: HTTP, subscription: HTTP } });
    for (let n = 0; n < 2; n += 1) rooms.push(db.keep(await openSettlementRoom(config, payers)));
    await addPrice(suite.one.t, 'unit', { unitPrice: '1' });
  });

  beforeEach(freshPayers);

  function started<T>(value: T | undefined): T {
    if (value === undefined)
      throw new Error('The processes start in beforeAll: use them in a hook or a test.');
    return value;
  }

  const suite: TwoProcesses = {
    db,
    get one() {
      return started(rooms[0]);
    },
    get other() {
      return started(rooms[1]);
    },
    get wallet() {
      return wallet;
    },
    get credits() {
      return credits;
    },
    newUser: () => `payer-${(serial += 1)}`,
    async answered(command, key, status) {
      let outcome: Record<string, unknown> = {};
      await waitUntil(`the charge is ${status}`, async () => {
        await suite.one.reconcile();
        await suite.other.reconcile();
        outcome = { ...(await suite.one.t.run(command, key)) };
        return outcome['status'] === status;
      });
      return outcome;
    },
  };
  return suite;
}

/** One unit for 1, by the wallet unless another method is named. */
export function charge(user: string, method: BillingMethod | null = 'wallet_deduction'): ChargeCommand {
  return chargeOf(user, 'unit', '1', { method });
}
