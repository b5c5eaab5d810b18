import { Logger, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { BillingModule } from '../billing/billing.module.js';
import { EngineModule } from '../engine/engine.module.js';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { DatabaseIndicator } from './database.indicator.js';
import { HealthController } from './health.controller.js';
import { SurroundingsMetrics } from './surroundings-metrics.service.js';
import { Surroundings } from './surroundings.js';

@Module({
  imports: [
    EngineModule,
    BillingModule,
    IntegrationsModule,
    TerminusModule.forRoot({ logger: Logger, errorLogStyle: 'json' }),
  ],
  controllers: [HealthController],
  providers: [DatabaseIndicator, Surroundings, SurroundingsMetrics],
})
export class HealthModule {}
