import { Module } from '@nestjs/common';
import { EngineModule } from '../engine/engine.module.js';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { SettlementNoticesModule } from '../integrations/payer/settlement-notices.module.js';
import { BillingController } from './billing.controller.js';
import { BillingService } from './billing.service.js';
import { BulkCharges } from './charging/bulk-charges.service.js';
import { ChargeSubmission } from './charging/charge-submission.service.js';
import { FinalAnswers } from './charging/final-answers.store.js';
import { RecordController } from './record.controller.js';
import { RecordLookup } from './record-lookup.store.js';
import { RecordListReadModel } from './records/record-list.read-model.js';
import { RecordReachReadModel } from './records/record-reach.read-model.js';
import { RecordsController } from './records/records.controller.js';
import { RecordStatusService } from './record-status.service.js';
import { AttemptStore } from './settlement/attempts/attempt.store.js';
import { AttemptClaims } from './settlement/attempts/attempt-claims.js';
import { AttemptWork } from './settlement/calls/attempt-work.service.js';
import { Backlog } from './settlement/backlog.service.js';
import { LeaseStore } from './settlement/attempts/lease.store.js';
import { PayerCall } from './settlement/calls/payer-call.service.js';
import { PayerStanding } from './settlement/calls/payer-standing.service.js';
import { Reconciler } from './settlement/reconciler.service.js';
import { SettlementWaits } from './settlement/settlement-waits.js';
import { SettlementRunner } from './settlement/calls/settlement.runner.js';
import { Settlement } from './settlement/settlement.service.js';
import { ToldSettlements } from './settlement/told-settlements.js';
import { PricedRecords } from './unpriced/priced-records.js';
import { UnpricedUsage } from './unpriced/unpriced-usage.service.js';
import { UnpricedUsageStore } from './unpriced/unpriced-usage.store.js';

@Module({
  imports: [EngineModule, IntegrationsModule, SettlementNoticesModule],
  controllers: [BillingController, RecordController, RecordsController],
  providers: [
    BillingService,
    ChargeSubmission,
    BulkCharges,
    FinalAnswers,
    RecordLookup,
    RecordListReadModel,
    RecordReachReadModel,
    RecordStatusService,
    AttemptStore,
    LeaseStore,
    AttemptClaims,
    AttemptWork,
    Backlog,
    PayerCall,
    PayerStanding,
    Settlement,
    SettlementWaits,
    SettlementRunner,
    Reconciler,
    ToldSettlements,
    UnpricedUsageStore,
    PricedRecords,
    UnpricedUsage,
  ],
  exports: [ChargeSubmission, BulkCharges, Backlog],
})
export class BillingModule {}
