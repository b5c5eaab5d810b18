import { QuotaDto } from './quota.dto.js';

/** The quotas that a user has of their own; those of organisations and subscriptions are listed under /quotas. */
export class UserQuotasDto {
  /**
   * Whose quotas they are.
   * @example 'user123'
   */
  user_id: string;

  /** Oldest first; empty for a user without quotas. */
  quotas: QuotaDto[];
}
