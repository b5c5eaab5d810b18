import { ApiProperty } from '@nestjs/swagger';
import { UPSTREAMS, type UpstreamName } from '../../integrations/upstream/upstream.js';

export class UpstreamHealthDto {
  @ApiProperty({ enum: UPSTREAMS, example: 'wallet' })
  name: UpstreamName;

  @ApiProperty({
    enum: ['closed', 'half_open', 'open'],
    description:
      'The circuit breaker: `open` while no call is made because calls failed again and again, `half_open` while one call tries.',
    example: 'closed',
  })
  breaker: 'closed' | 'half_open' | 'open';

  @ApiProperty({ type: 'integer', description: 'Calls that have no answer yet.', example: 2 })
  in_flight: number;

  @ApiProperty({ type: 'integer', description: 'Calls that wait for their turn.', example: 0 })
  waiting: number;

  @ApiProperty({ type: 'integer', description: 'Failed calls since the start of the process.', example: 3 })
  failed: number;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Why the last call failed that did.',
    example: 'ECONNREFUSED',
  })
  last_error: string | null;
}

export class UnsettledDto {
  @ApiProperty({
    description: 'What the attempt does: charge by a method, give back, transfer, or decide a record again.',
    example: 'payment',
  })
  kind: string;

  @ApiProperty({
    description: '`created`: its call may be under way. `unknown`: the upstream is asked what became of it.',
    example: 'unknown',
  })
  state: string;

  @ApiProperty({
    type: 'integer',
    description: 'How many; at most 10,000 a cell are counted.',
    example: 4,
  })
  count: number;

  @ApiProperty({ type: 'integer', description: 'Age of the oldest one.', example: 42 })
  oldest_age_s: number;
}

export class PricesHealthDto {
  @ApiProperty({
    type: 'integer',
    description: 'Products with a price of the product service.',
    example: 120,
  })
  priced: number;

  @ApiProperty({
    type: 'integer',
    description: 'Of these: not confirmed for so long that the price is marked; it is used all the same.',
    example: 0,
  })
  stale: number;

  @ApiProperty({ type: 'integer', description: 'Products without a price that could be used.', example: 1 })
  unusable: number;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'When the price whose confirmation is the oldest was confirmed.',
    example: '2025-10-11T03:09:58.032Z',
  })
  oldest_confirmed_at: string | null;
}
