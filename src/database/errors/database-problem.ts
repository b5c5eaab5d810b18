import { DomainError, refuse } from '../../domain/problems/problems.js';
import {
  isDatabaseUnavailable,
  isDeadlock,
  isLockTimeout,
  isQueryCanceled,
  isSerializationFailure,
} from './postgres-errors.js';

/** A driver's error that says something a client can act on, as the problem it is; null for any other. */
export function databaseProblemOf(error: unknown): DomainError | null {
  if (isDatabaseUnavailable(error)) {
    return new DomainError(refuse('database_unavailable', 'The database does not answer: try again'), {
      cause: error,
    });
  }
  if (isLockTimeout(error) || isDeadlock(error) || isSerializationFailure(error)) {
    return new DomainError(refuse('account_busy', 'Another transaction is at work here: try again'), {
      cause: error,
    });
  }
  if (isQueryCanceled(error)) {
    return new DomainError(refuse('deadline_exceeded', 'The database took too long: try again'), {
      cause: error,
    });
  }
  return null;
}
