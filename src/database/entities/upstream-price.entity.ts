import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { PriceEntity } from './price.entity.js';
import { ProductEntity } from './product.entity.js';

/** What the product service last said about the price of a product, and when it is to be asked again. */
@Entity('upstream_prices')
@Check('upstream_prices_state', `state IN ('unasked', 'priced', 'missing', 'refused')`)
@Check('upstream_prices_confirmed', '(price_id IS NULL) = (confirmed_at IS NULL)')
@Index('upstream_prices_by_ask_at', ['askAt'])
export class UpstreamPriceEntity {
  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'upstream_prices_pkey' })
  @ForeignKey(() => ProductEntity, 'productId', { name: 'upstream_prices_product_fkey' })
  productId: string;

  /** The version that it last confirmed. */
  @Column('varchar', { nullable: true })
  @ForeignKey(() => PriceEntity, 'priceId', { name: 'upstream_prices_price_fkey' })
  priceId: string | null;

  @Column('varchar')
  state: string;

  /** Why there is no price to be used, for people. */
  @Column('varchar', { nullable: true })
  reason: string | null;

  /** When the question was asked whose answer last said the same as `price_id`. */
  @Column('timestamptz', { nullable: true })
  confirmedAt: Date | null;

  /** When its last answer was written down. */
  @Column('timestamptz', { nullable: true })
  answeredAt: Date | null;

  @Column('timestamptz')
  askAt: Date;
}
