import { Module } from '@nestjs/common';
import { BillingModule } from '../billing/billing.module.js';
import { HttpModule } from '../http/http.module.js';
import { UsageBatchController } from './batch/batch.controller.js';
import { BatchRecorder } from './batch/batch-recorder.service.js';
import { BatchSlots } from './batch/batch-slots.js';
import { UsageController } from './usage.controller.js';
import { UsageService } from './usage.service.js';

@Module({
  imports: [BillingModule, HttpModule],
  controllers: [UsageController, UsageBatchController],
  providers: [UsageService, BatchRecorder, BatchSlots],
})
export class UsageModule {}
