import { type Decimal, parseDecimal, ZERO } from '../../domain/decimal.js';
import { field, type FieldOptions, type Reading } from './field.js';

export interface DecimalOptions extends FieldOptions {
  /** More than zero; without it zero is fine. */
  readonly positive?: boolean;
}

/**
 * A quantity: a plain decimal string or a JSON number of at most 15 significant digits; becomes an exact `Decimal`.
 */
export function IsDecimal(options: DecimalOptions = {}): PropertyDecorator {
  return field('decimal', (raw) => readDecimal(raw, options), options, decimalSchema(options));
}

/** An amount of money or a unit price: as {@link IsDecimal}. */
export function IsMoneyAmount(options: DecimalOptions = {}): PropertyDecorator {
  return field('money_amount', (raw) => readDecimal(raw, options), options, decimalSchema(options));
}

function readDecimal(raw: unknown, options: DecimalOptions): Reading<Decimal> {
  const reading = parseDecimal(raw);
  if ('value' in reading && options.positive && reading.value.eq(ZERO))
    return { rule: 'must be more than 0' };
  return reading;
}

function decimalSchema(options: DecimalOptions) {
  return {
    oneOf: [
      { type: 'string', pattern: '^\\d{1,20}(\\.\\d{1,18})?$', description: 'A plain decimal, exact.' },
      {
        type: 'number',
        minimum: 0,
        ...(options.positive && { exclusiveMinimum: true }),
        description: 'At most 15 significant digits.',
      },
    ],
  };
}
