import { ApiProperty } from '@nestjs/swagger';

/** One broken rule of a `validation_failed` problem. */
export class FieldErrorDto {
  @ApiProperty({
    description: 'Dotted path of the field, or the name of the parameter or header.',
    example: 'usage_amount',
  })
  field: string;

  @ApiProperty({ description: 'The rule that it breaks.', example: 'decimal' })
  rule: string;

  @ApiProperty({ example: 'usage_amount must not be negative' })
  message: string;
}

/** What every refusal answers (RFC 9457). Facts of the case come as further members. */
export class ProblemDto {
  @ApiProperty({
    description: 'Address of the page that explains this code.',
    format: 'uri-reference',
    example: '/errors/insufficient_wallet_balance',
  })
  type: string;

  @ApiProperty({ example: 'Insufficient wallet balance' })
  title: string;

  @ApiProperty({ type: 'integer', example: 402 })
  status: number;

  @ApiProperty({
    description: 'A sentence to read. Always a string.',
    example: 'Insufficient wallet balance',
  })
  detail: string;

  @ApiProperty({
    description: 'What to branch on: one word per case, which never changes.',
    example: 'insufficient_wallet_balance',
  })
  code: string;

  @ApiProperty({
    description: 'The request in our logs; also in `X-Request-Id`.',
    type: String,
    nullable: true,
    example: '6f0e6e0c-8f0e-4d0b-9c55-1f2f0c1c9a77',
  })
  request_id: string | null;

  @ApiProperty({
    description: 'Of `validation_failed`: every broken rule.',
    required: false,
    type: [FieldErrorDto],
  })
  errors?: FieldErrorDto[];
}
