import type { BillingStatus } from './vocabulary.js';

/** From which statuses a record may go to which. History is never set back. */
const TRANSITIONS: Readonly<Record<BillingStatus, readonly BillingStatus[]>> = {
  pending: ['pending', 'processing', 'completed', 'failed'],
  processing: ['processing', 'completed', 'failed', 'pending'],
  failed: ['failed', 'pending', 'processing', 'completed'],
  completed: ['refunded'],
  refunded: [],
};

export function mayBecome(from: BillingStatus, to: BillingStatus): boolean {
  return TRANSITIONS[from].includes(to);
}

/** Whether `process` may decide the record (again). */
export function isOpen(status: BillingStatus): boolean {
  return status === 'pending' || status === 'failed';
}
