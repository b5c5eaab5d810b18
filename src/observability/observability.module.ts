import { Global, Module } from '@nestjs/common';
import { Metrics } from './metrics/metrics.service.js';

/** What every room may tell its figures to. */
@Global()
@Module({ providers: [Metrics], exports: [Metrics] })
export class ObservabilityModule {}
