import type { ApiAnswer, ApiClient } from '../../../support/api-client.js';
import { charge, type ChargeRequest } from '../charges.js';
import type { Gate } from './gate.js';
import type { SeededRandom } from './seeded-random.js';

/** What a caller knows of one of its charges. */
export interface Sent extends ChargeRequest {
  /** Of the 200 that it has seen. */
  billingId: string | null;
}

/** Nothing was recorded, or nobody knows yet: the same key is the way on. */
const ASK_AGAIN = new Set([202, 503, 504]);

/**
 * Callers that never give up: each sends one charge after another, and one whose outcome it has not seen again and
 * again with the same key, until a 200 tells it the record. They write down what they send before they send it.
 */
export class Callers {
  readonly log: Sent[] = [];
  /** Attempts that ended without an answer, or with one that says to ask again. */
  unanswered = 0;
  private seen = 0;
  private stopped = false;
  private running: Promise<void> = Promise.resolve();
  private goal: { readonly seen: number; readonly reached: () => void } | null = null;

  constructor(
    private readonly api: ApiClient,
    private readonly productId: string,
    private readonly users: readonly string[],
    private readonly gate: Gate,
    private readonly random: SeededRandom,
  ) {}

  start(count: number): void {
    this.running = Promise.all(Array.from({ length: count }, (_, caller) => this.call(caller))).then(
      () => undefined,
    );
    // The failure is thrown where somebody waits for an answer; nobody may be waiting at this moment.
    this.running.catch(() => undefined);
  }

  /** Lets every caller finish the charge that it is at. */
  async finish(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Resolves when `more` further charges have been answered with 200; rejects when a caller has failed. */
  answered(more: number): Promise<void> {
    const reached = new Promise<void>(
      (resolve) => (this.goal = { seen: this.seen + more, reached: resolve }),
    );
    return Promise.race([reached, this.running]);
  }

  private async call(caller: number): Promise<void> {
    for (let turn = 0; !this.stopped; turn += 1) {
      const sent: Sent = {
        userId: this.users[this.random.between(0, this.users.length - 1)] as string,
        productId: this.productId,
        amount: String(this.random.between(1, 9_999)),
        key: `caller-${caller}-turn-${turn}`,
        billingId: null,
      };
      this.log.push(sent);
      sent.billingId = await this.chargeUntilSeen(sent);
      this.count();
    }
  }

  private async chargeUntilSeen(sent: Sent): Promise<string> {
    for (;;) {
      await this.gate.passed();
      const answer = await charge(this.api, sent).catch(() => null);
      if (answer?.status === 200) return answer.body['billing_id'] as string;
      if (answer && !ASK_AGAIN.has(answer.status)) throw new Error(unexpected(sent, answer));
      this.unanswered += 1;
      // Lets the kill that caused this close the gate before the next attempt.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private count(): void {
    this.seen += 1;
    if (this.goal && this.seen >= this.goal.seen) this.goal.reached();
  }
}

function unexpected({ key }: Sent, { status, body }: ApiAnswer): string {
  return `charge ${key} was answered ${status} ${JSON.stringify(body)}`;
}
