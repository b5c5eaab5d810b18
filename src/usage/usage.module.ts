import { Module } from '@nestjs/common';
import { BillingModule } from '../billing/billing.module.js';
import { UsageController } from './usage.controller.js';
import { UsageService } from './usage.service.js';

@Module({
  imports: [BillingModule],
  controllers: [UsageController],
  providers: [UsageService],
})
export class UsageModule {}
