import type { Answer } from '../fastapi/routes.js';
import { StripeFault } from './stripe-fault.js';

interface Kept {
  readonly fingerprint: string;
  /** Null while the first request runs. */
  answer: Answer | null;
}

/**
 * The first answer of each key, given again to whoever repeats the request (https://docs.stripe.com/api/idempotent_requests).
 * While the first one runs, a second is refused; so is another request under the same key.
 */
export class IdempotencyKeys {
  private readonly keys = new Map<string, Kept>();

  async once(key: string, fingerprint: string, run: () => Promise<Answer>): Promise<Answer> {
    const kept = this.keys.get(key);
    if (kept) return this.again(key, kept, fingerprint);
    const mine: Kept = { fingerprint, answer: null };
    this.keys.set(key, mine);
    try {
      return (mine.answer = await run());
    } catch (error) {
      // A request that never began leaves its key free.
      if (!(error instanceof StripeFault) || !error.isKept) this.keys.delete(key);
      else mine.answer = { status: error.status, body: error.body };
      throw error;
    }
  }

  /** As Stripe does with keys that are older than a day. */
  forget(): void {
    this.keys.clear();
  }

  private again(key: string, kept: Kept, fingerprint: string): Answer {
    if (kept.fingerprint !== fingerprint) {
      const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
      throw new StripeFault(400, { type: 'idempotency_error', message });
    }
    if (kept.answer === null) {
      const message = `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`;
      throw new StripeFault(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message });
    }
    return { ...kept.answer, headers: { ...kept.answer.headers, 'idempotent-replayed': 'true' } };
  }
}
