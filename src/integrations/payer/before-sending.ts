import { messageOf } from '../upstream/reason-of.js';
import { NotSent } from './remote-payer.js';

/** Awaits a question that comes before a call that moves value: while it has no answer, nothing is sent. */
export async function beforeSending<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof NotSent) throw error;
    throw new NotSent(`the question before it had no answer: ${messageOf(error)}`, { cause: error });
  }
}
