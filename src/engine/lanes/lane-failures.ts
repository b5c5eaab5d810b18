import {
  isConnectionFailure,
  isDatabaseUnavailable,
  isDeadlock,
  isLockTimeout,
  isQueryCanceled,
  isSerializationFailure,
  isUniqueViolation,
} from '../../database/errors/postgres-errors.js';
import { DomainError, refuse } from '../../domain/problems/problems.js';
import { StalePriceBook } from '../batch/batch-loader.js';
import { CommitInDoubt } from '../batch/batch-transaction.js';
import { RowsMissing } from '../batch/connection.js';
import type { Ticket } from './ticket.js';

/** What a lane does about a batch that failed. */
export type Remedy =
  | 'reload prices'
  | 'resolve doubt'
  | 'reconnect'
  | 'retry'
  | 'retry once'
  | 'set busy rows aside'
  | 'give up'
  | 'split';

export function remedyFor(error: unknown): Remedy {
  if (error instanceof StalePriceBook) return 'reload prices';
  if (error instanceof CommitInDoubt) return 'resolve doubt';
  // A key or a name that another process took between our read and our write: on fresh state it is a replay or a
  // refusal.
  if (isUniqueViolation(error) || error instanceof RowsMissing) return 'retry once';
  if (isConnectionFailure(error)) return 'reconnect';
  if (isSerializationFailure(error) || isDeadlock(error)) return 'retry';
  if (isLockTimeout(error)) return 'set busy rows aside';
  if (isDatabaseUnavailable(error)) return 'give up';
  return 'split';
}

export function unavailable(cause: unknown): DomainError {
  return new DomainError(refuse('database_unavailable', 'The database does not answer or takes no writes'), {
    cause,
  });
}

export function accountBusy(): DomainError {
  return new DomainError(refuse('account_busy', 'The account or its quota is held by another transaction'));
}

export function outcomeUnknown(key: string): DomainError {
  return new DomainError(
    refuse('outcome_unknown', 'The outcome is not known in time; retry with the same key', {
      idempotency_key: key,
    }),
  );
}

export function deadlineExceeded(): DomainError {
  return new DomainError(refuse('deadline_exceeded', 'The request waited too long; nothing was recorded'));
}

export function overloaded(): DomainError {
  return new DomainError(refuse('overloaded', 'Too many requests are waiting; nothing was recorded'));
}

export function shuttingDown(): DomainError {
  return new DomainError(refuse('shutting_down', 'The service is stopping; nothing was recorded'));
}

/** What the caller of a command that failed alone gets. */
export function failureOf(error: unknown): Error {
  if (isQueryCanceled(error)) return unavailable(error);
  return error instanceof Error ? error : new Error(String(error));
}

/** Nothing is left of them to be run. */
export function rejectAll(tickets: readonly Ticket[], failure: (ticket: Ticket) => Error): readonly Ticket[] {
  for (const ticket of tickets) ticket.reject(failure(ticket));
  return [];
}
