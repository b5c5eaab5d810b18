import { Module } from '@nestjs/common';
import { AggregationsReadModel } from './aggregations.read-model.js';
import { AnalyticsController } from './analytics.controller.js';
import { StatsReadModel } from './stats.read-model.js';

@Module({
  controllers: [AnalyticsController],
  providers: [StatsReadModel, AggregationsReadModel],
})
export class AnalyticsModule {}
