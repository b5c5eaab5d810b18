import { AttemptClaims } from '../../../src/billing/settlement/attempts/attempt-claims.js';
import { AttemptStore } from '../../../src/billing/settlement/attempts/attempt.store.js';
import { AttemptWork } from '../../../src/billing/settlement/calls/attempt-work.service.js';
import { LeaseStore } from '../../../src/billing/settlement/attempts/lease.store.js';
import { PayerCall } from '../../../src/billing/settlement/calls/payer-call.service.js';
import { PayerStanding } from '../../../src/billing/settlement/calls/payer-standing.service.js';
import { Reconciler } from '../../../src/billing/settlement/reconciler.service.js';
import { Settlement } from '../../../src/billing/settlement/settlement.service.js';
import { SettlementRunner } from '../../../src/billing/settlement/calls/settlement.runner.js';
import { SettlementWaits } from '../../../src/billing/settlement/settlement-waits.js';
import { ChargeSubmission } from '../../../src/billing/charging/charge-submission.service.js';
import { FinalAnswers } from '../../../src/billing/charging/final-answers.store.js';
import type { AppConfig } from '../../../src/config/app-config.js';
import type { RemotePayers } from '../../../src/integrations/payer/remote-payers.js';
import type { WalletTransfers } from '../../../src/integrations/wallet/wallet-transfers.service.js';
import { openEngine, type TestEngine } from './test-engine.js';

/** Engine and settlement room, put together by hand as one process has them, with payers of the suite's own. */
export interface SettlementRoom {
  readonly t: TestEngine;
  readonly attempts: AttemptStore;
  readonly leases: LeaseStore;
  readonly settlement: Settlement;
  readonly runner: SettlementRunner;
  readonly charges: ChargeSubmission;
  /** One look at what is due. */
  reconcile(): Promise<void>;
  close(): Promise<void>;
}

export async function openSettlementRoom(config: AppConfig, payers: RemotePayers): Promise<SettlementRoom> {
  const t = await openEngine(config);
  new PayerStanding(t.remote, payers).onModuleInit();
  const attempts = new AttemptStore(t.database, config);
  const leases = new LeaseStore(t.database, t.remote, config);
  const waits = new SettlementWaits(attempts);
  const settlement = new Settlement(t.engine, waits, t.remote, config);
  const call = new PayerCall(payers, config);
  const knownProducts = { isUnknown: () => false, look: async () => {} };
  const noTransfers = { complete: () => Promise.reject(new Error('no transfers here')) };
  const transfers = noTransfers as unknown as WalletTransfers;
  const work = new AttemptWork(call, settlement, leases, attempts, transfers, config);
  const runner = new SettlementRunner(new AttemptClaims(leases), work, attempts);
  const reconciler = new Reconciler(attempts, leases, runner, config);
  return {
    t,
    attempts,
    leases,
    settlement,
    runner,
    charges: new ChargeSubmission(
      t.engine,
      runner,
      waits,
      new FinalAnswers(t.database),
      knownProducts,
      config,
    ),
    reconcile: () => reconciler.reconcile(),
    close: async () => {
      await runner.onModuleDestroy();
      await t.close();
    },
  };
}
