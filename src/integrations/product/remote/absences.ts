/** How long a product that was not found is not asked for again because of its usage. */
export const ABSENCE_MS = 5_000;

/** The same where there was no answer: the breaker keeps the questions few. */
export const UNANSWERED_MS = 1_000;

/** Most products that are remembered as not found; past it the oldest is forgotten, and may be asked for again. */
export const MAX_ABSENCES = 10_000;

interface Absence {
  /** When it may be asked for again. */
  readonly until: number;
  readonly isAnswered: boolean;
}

/** What the product service was lately asked for in vain: it has no price, or it did not answer. */
export class Absences {
  private readonly products = new Map<string, Absence>();

  /** Whether it is not to be asked for now. */
  has(productId: string): boolean {
    const absence = this.products.get(productId);
    return absence !== undefined && performance.now() < absence.until;
  }

  /** Whether the last question for it had no answer, however long ago. */
  isUnanswered(productId: string): boolean {
    return this.products.get(productId)?.isAnswered === false;
  }

  addMissing(productId: string): void {
    this.add(productId, { until: performance.now() + ABSENCE_MS, isAnswered: true });
  }

  addUnanswered(productId: string): void {
    this.add(productId, { until: performance.now() + UNANSWERED_MS, isAnswered: false });
  }

  forget(productId: string): void {
    this.products.delete(productId);
  }

  private add(productId: string, absence: Absence): void {
    this.products.delete(productId);
    this.products.set(productId, absence);
    if (this.products.size <= MAX_ABSENCES) return;
    const [oldest] = this.products.keys();
    if (oldest !== undefined) this.products.delete(oldest);
  }
}
