import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** One row: the version that every change of a price increments, so that batches notice. */
@Entity('price_book')
@Check('price_book_one_row', 'id = 1')
export class PriceBookEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'price_book_pkey', default: 1 })
  id: number;

  @Column('bigint', { default: 0 })
  version: string;
}
