import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AdminModule } from './admin/admin.module.js';
import { AnalyticsModule } from './analytics/analytics.module.js';
import { BillingModule } from './billing/billing.module.js';
import type { AppConfig } from './config/app-config.js';
import { ConfigModule } from './config/config.module.js';
import { databaseProblemOf } from './database/errors/database-problem.js';
import { DatabaseModule } from './database/database.module.js';
import { EngineModule } from './engine/engine.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { ERROR_TRANSLATOR } from './http/problem/error-translator.js';
import { InfoModule } from './info/info.module.js';
import { IntegrationsModule } from './integrations/integrations.module.js';
import { QuotaModule } from './quota/quota.module.js';
import { UsageModule } from './usage/usage.module.js';

/** Tells `http` what the database's errors mean: neither room may know the other. */
@Global()
@Module({
  providers: [{ provide: ERROR_TRANSLATOR, useValue: databaseProblemOf }],
  exports: [ERROR_TRANSLATOR],
})
class ErrorTranslationModule {}

/** All rooms of the house. */
@Module({
  imports: [
    DatabaseModule,
    ErrorTranslationModule,
    HttpModule,
    EngineModule,
    UsageModule,
    BillingModule,
    QuotaModule,
    AnalyticsModule,
    IntegrationsModule,
    InfoModule,
    HealthModule,
    AdminModule,
  ],
})
export class AppModule {
  static of(config: AppConfig): DynamicModule {
    return { module: AppModule, imports: [ConfigModule.of(config)] };
  }
}
