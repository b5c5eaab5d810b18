import type { Database } from '../../../../src/database/database.service.js';
import { copyOf, type Books } from '../reference/books.js';
import type { WorldChange } from './world-change.js';

/**
 * Takes an attempt over, as the settlement room does it: compared and set, so that of two who know the same number one
 * has the next. What comes of it must be so in the reference too.
 */
export async function claimAttempt(
  database: Database,
  attemptId: string,
  known: number,
): Promise<{ readonly won: boolean; readonly change: WorldChange }> {
  const claimed = await database.query(
    `UPDATE ${database.schema}.settlement_attempts
        SET lease_number = lease_number + 1, lease_owner = 'somebody', tries = greatest(tries, 1), sent_at = now()
      WHERE attempt_id = $1 AND lease_number = $2 AND state IN ('created', 'unknown')
  RETURNING attempt_id`,
    [attemptId, known],
  );
  const won = claimed.length === 1;
  const description = `${attemptId} ${won ? 'goes' : 'does not go'} from lease ${known} to ${known + 1}`;
  const word = `an attempt ${won ? '' : 'not '}taken over`;
  return { won, change: { description, word, apply: (books) => claimedIn(books, attemptId, known, won) } };
}

function claimedIn(books: Books, attemptId: string, known: number, won: boolean): Books | null {
  const attempt = books.attempts.get(attemptId);
  const isFree = attempt?.lease === known && ['created', 'unknown'].includes(attempt.state);
  if (!attempt || isFree !== won) return null;
  if (!won) return books;
  const next = copyOf(books);
  next.attempts.set(attemptId, { ...attempt, lease: known + 1 });
  return next;
}

/** What reminds of usage that this command left waiting: nobody is told, the settlement room finds it when it is due. */
export async function decisionLeftBy(
  database: Database,
  account: string,
  operation: string,
  key: string,
): Promise<string | undefined> {
  const [found] = await database.query<{ attempt_id: string }>(
    `SELECT attempt_id FROM ${database.schema}.settlement_attempts
      WHERE account_id = $1 AND operation = $2 AND key = $3 AND kind = 'decision' AND details ->> 'tries' = '1'`,
    [account, operation, key],
  );
  return found?.attempt_id;
}
