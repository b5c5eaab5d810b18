import type { QuotaWarning } from '../../outcomes.js';
import type { Quota, QuotaUse } from '../../quota.js';
import type { AllowanceCounter } from '../../state.js';

/** What a usage consumes beside money once nothing refuses it. */
export interface Consumption {
  readonly quotas: readonly Quota[];
  readonly quotaUses: readonly QuotaUse[];
  readonly allowances: readonly AllowanceCounter[];
  readonly warnings: readonly QuotaWarning[];
}
