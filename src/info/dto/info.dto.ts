import { ApiProperty } from '@nestjs/swagger';
import {
  BILLING_METHODS,
  type BillingMethod,
  SERVICE_TYPES,
  type ServiceType,
} from '../../domain/vocabulary.js';

/** What this service can do. */
export class InfoDto {
  @ApiProperty({ example: 'billing_service' })
  service: string;

  @ApiProperty({ example: '1.0.0' })
  version: string;

  @ApiProperty({ example: 'Usage tracking, cost calculation and billing' })
  description: string;

  @ApiProperty({
    type: [String],
    example: [
      'usage_tracking',
      'cost_calculation',
      'billing_processing',
      'quota_management',
      'billing_analytics',
    ],
  })
  capabilities: readonly string[];

  @ApiProperty({
    enum: SERVICE_TYPES,
    enumName: 'ServiceType',
    isArray: true,
    description: 'What usage can be of.',
  })
  supported_services: readonly ServiceType[];

  @ApiProperty({
    enum: BILLING_METHODS,
    enumName: 'BillingMethod',
    isArray: true,
    description: 'How it can be paid for.',
  })
  supported_billing_methods: readonly BillingMethod[];
}
