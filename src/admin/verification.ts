import type { AuditProgress, AuditReport } from '../audit/audit-report.js';

export const VERIFICATION_STATES = ['running', 'verified', 'faults_found', 'canceled', 'failed'] as const;
export type VerificationState = (typeof VERIFICATION_STATES)[number];

/** One audit as a job. */
export interface Verification {
  readonly jobId: string;
  state: VerificationState;
  readonly startedAt: Date;
  finishedAt: Date | null;
  /** The last that was heard of it; null before its first statement. */
  progress: AuditProgress | null;
  /** Once it is done. */
  report: AuditReport | null;
  /** Why it failed, in a sentence. */
  error: string | null;
}
