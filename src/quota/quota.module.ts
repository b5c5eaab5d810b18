import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BillingQuotaEntity } from '../database/entities/billing-quota.entity.js';
import { EngineModule } from '../engine/engine.module.js';
import { QuotaCheckController } from './quota-check.controller.js';
import { QuotaCheck } from './quota-check.service.js';
import { QuotaListReadModel } from './quota-list.read-model.js';
import { QuotaStore } from './quota.store.js';
import { QuotasController } from './quotas.controller.js';
import { Quotas } from './quotas.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([BillingQuotaEntity]), EngineModule],
  controllers: [QuotasController, QuotaCheckController],
  providers: [Quotas, QuotaCheck, QuotaListReadModel, QuotaStore],
})
export class QuotaModule {}
