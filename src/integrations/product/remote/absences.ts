/** How long a product that was not found is not asked for again because of its usage. */
export const ABSENCE_MS = 5_000;

/** The same where there was no answer: the breaker keeps the questions few. */
export const UNANSWERED_MS = 1_000;

/** Most products that are remembered as not found; past it the oldest is forgotten, and may be asked for again. */
export const MAX_ABSENCES = 10_000;

/** What the product service was lately asked for in vain. */
export class Absences {
  private readonly until = new Map<string, number>();

  has(productId: string): boolean {
    const until = this.until.get(productId);
    if (until === undefined) return false;
    if (performance.now() < until) return true;
    this.until.delete(productId);
    return false;
  }

  add(productId: string, ms: number): void {
    this.until.delete(productId);
    this.until.set(productId, performance.now() + ms);
    if (this.until.size <= MAX_ABSENCES) return;
    const [oldest] = this.until.keys();
    if (oldest !== undefined) this.until.delete(oldest);
  }
}
