import { Check, Column, Entity, Generated, PrimaryColumn, Unique } from 'typeorm';
import type { Decimal } from '../../domain/decimal.js';
import type { Enforcement, QuotaPeriod, QuotaScope, ServiceType } from '../../domain/vocabulary.js';
import { NumericColumn } from '../schema/numeric-column.js';

/** A limit on quantity per period and scope, with what its window has used. */
@Entity('billing_quotas')
@Unique('billing_quotas_scope_key', ['cell', 'scope', 'scopeId', 'serviceType', 'productId', 'quotaPeriod'])
@Check('billing_quotas_scope', `scope IN ('user', 'organization', 'subscription')`)
@Check('billing_quotas_period', `quota_period IN ('daily', 'weekly', 'monthly')`)
@Check('billing_quotas_enforcement', `enforcement IN ('hard', 'soft')`)
@Check('billing_quotas_amounts', 'quota_limit >= 0 AND quota_used >= 0')
export class BillingQuotaEntity {
  @Column('bigint')
  @Generated('increment')
  id: string;

  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'billing_quotas_pkey' })
  cell: number;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'billing_quotas_pkey' })
  quotaId: string;

  @Column('varchar')
  scope: QuotaScope;

  @Column('varchar')
  scopeId: string;

  @Column('varchar')
  serviceType: ServiceType;

  @Column('varchar', { default: '' })
  productId: string;

  @NumericColumn()
  quotaLimit: Decimal;

  @NumericColumn({ default: 0 })
  quotaUsed: Decimal;

  @Column('varchar')
  quotaPeriod: QuotaPeriod;

  @Column('timestamptz')
  windowStart: Date;

  @Column('varchar')
  enforcement: Enforcement;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
