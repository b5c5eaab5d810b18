import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { BILLING_METHODS, SERVICE_TYPES } from '../domain/vocabulary.js';
import { InfoDto } from './dto/info.dto.js';

@ApiTags('Service')
@Controller('api/v1')
export class InfoController {
  constructor(@Inject(APP_CONFIG) private readonly config: AppConfig) {}

  @Get(['info', 'billing/info'])
  @ApiOperation({ summary: 'What this service can do' })
  @ApiResponse({ status: 200, type: InfoDto })
  info(): InfoDto {
    return {
      service: 'billing_service',
      version: this.config.version,
      description: 'Usage tracking, cost calculation, quotas and billing for all platform resources',
      capabilities: [
        'usage_tracking',
        'cost_calculation',
        'billing_processing',
        'quota_management',
        'billing_analytics',
      ],
      supported_services: SERVICE_TYPES,
      supported_billing_methods: BILLING_METHODS,
    };
  }
}
