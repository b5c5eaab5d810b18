import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import type { Decimal } from '../../domain/decimal.js';
import type { FreeTierPeriod } from '../../domain/vocabulary.js';
import { NumericColumn } from '../schema/numeric-column.js';
import { ProductEntity } from './product.entity.js';

/** What a unit of a product costs from `effective_from` on. Never edited. */
@Entity('prices')
@Unique('prices_effective_key', ['productId', 'effectiveFrom'])
@Check('prices_one_shape', '(unit_price IS NULL) <> (dimensions IS NULL)')
@Check('prices_unit_price', 'unit_price >= 0')
@Check(
  'prices_free_tier',
  `(free_tier_limit IS NULL) = (free_tier_period IS NULL) AND free_tier_limit >= 0 AND free_tier_period IN ('daily', 'monthly', 'yearly')`,
)
@Check('prices_effective_range', 'effective_until > effective_from')
export class PriceEntity {
  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'prices_pkey' })
  priceId: string;

  @Column('varchar')
  @ForeignKey(() => ProductEntity, 'productId', { name: 'prices_product_fkey' })
  productId: string;

  @Column('varchar')
  currency: string;

  @NumericColumn({ nullable: true })
  unitPrice: Decimal | null;

  @Column('jsonb', { nullable: true })
  dimensions: unknown;

  @NumericColumn({ nullable: true })
  freeTierLimit: Decimal | null;

  @Column('varchar', { nullable: true })
  freeTierPeriod: FreeTierPeriod | null;

  @Column('timestamptz')
  effectiveFrom: Date;

  @Column('timestamptz', { nullable: true })
  effectiveUntil: Date | null;

  @Column('timestamptz')
  createdAt: Date;
}
