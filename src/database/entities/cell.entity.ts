import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A part of the accounts: the unit of batching. `seq` numbers its events, gap-free and in commit order. */
@Entity('cells')
@Check('cells_cell_range', 'cell BETWEEN 0 AND 4095')
export class CellEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'cells_pkey' })
  cell: number;

  @Column('bigint', { default: 0 })
  seq: string;

  @Column('timestamptz', { default: '1970-01-01 00:00:00+00' })
  decidedAt: Date;

  @Column('boolean', { default: true })
  isOpen: boolean;
}
