import { Column, type ColumnOptions } from 'typeorm';
import { type Decimal, formatQuantity, fromNumeric } from '../../domain/decimal.js';

const decimalTransformer = {
  to: (value: Decimal | null | undefined) => (value ? formatQuantity(value) : value),
  from: (text: string | null) => (text === null ? null : fromNumeric(text)),
};

/** An exact amount: `numeric` without a scale, which would round silently, read and written as a Decimal. */
export function NumericColumn(options: Pick<ColumnOptions, 'default' | 'nullable'> = {}): PropertyDecorator {
  return Column('numeric', { ...options, transformer: decimalTransformer });
}
