import { NotSent } from './remote-payer.js';

/** Awaits a question that comes before a call that moves value: while it has no answer, nothing is sent. */
export async function beforeSending<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NotSent(`Not sent, since a question before had no answer: ${reason}`, { cause: error });
  }
}
