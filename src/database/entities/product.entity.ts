import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What can be sold: the catalogue's entry. */
@Entity('products')
export class ProductEntity {
  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'products_pkey' })
  productId: string;

  @Column('varchar')
  name: string;

  @Column('varchar')
  productType: string;

  @Column('varchar')
  unitType: string;

  @Column('varchar', { nullable: true })
  description: string | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
