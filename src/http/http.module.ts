import { Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { DocsController } from './docs/docs.controller.js';
import { SwaggerUiController } from './docs/swagger-ui.controller.js';
import { Draining } from './draining.js';
import { ObservabilityModule } from '../observability/observability.module.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { ProblemFilter } from './problem/problem.filter.js';
import { ThrownErrors } from './problem/thrown-errors.js';
import { ValidationPipe } from './validation/validation.pipe.js';

/** What every route shares: the problem filter, validation, draining, and the pages that problems point to. */
@Module({
  imports: [ObservabilityModule],
  controllers: [DocsController, SwaggerUiController, MetricsController],
  providers: [
    Draining,
    ThrownErrors,
    ProblemFilter,
    { provide: APP_FILTER, useExisting: ProblemFilter },
    { provide: APP_PIPE, useClass: ValidationPipe },
  ],
  exports: [Draining, ThrownErrors],
})
export class HttpModule {}
