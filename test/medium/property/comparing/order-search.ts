import { mustPrecede, type CommandSent, type Happening } from '../running/history.js';
import type { Books } from '../reference/books.js';
import type { Event } from '../reference/rows.js';
import { decide, type Verdict } from '../reference/reference.js';
import { canonical, canonicalAnswer } from './canonical.js';

export interface Found {
  readonly kind: 'order';
  readonly books: Books;
}

/** How far the search came at most, and what stood in its way there. */
export interface NotFound {
  readonly kind: 'no order';
  readonly placed: readonly Happening[];
  readonly obstacles: readonly string[];
  /** All decisions fitted an order, and yet the books in the end did not. */
  readonly wrongEnd: readonly string[];
  readonly gaveUp: boolean;
}

const MAX_STEPS = 20_000;

/**
 * Looks for an order of the history in which the reference gives every answer that the engine gave, leaves the
 * numbered events that the database holds, and ends in the books that it holds. See the README.
 */
export class OrderSearch {
  private steps = 0;
  private readonly dead = new Set<string>();
  private readonly before: ReadonlyMap<Happening, readonly Happening[]>;
  private deepest: NotFound | null = null;

  constructor(
    private readonly history: readonly Happening[],
    private readonly events: ReadonlyMap<number, readonly Event[]>,
    /** Null, or how the books differ in the end. */
    private readonly endOf: (books: Books) => readonly string[],
  ) {
    this.before = new Map(
      history.map((item) => [item, history.filter((other) => other !== item && mustPrecede(other, item))]),
    );
  }

  find(books: Books): Found | NotFound {
    const end = this.explore(books, this.history, []);
    if (end) return { kind: 'order', books: end };
    const nothing = { placed: [], obstacles: [], wrongEnd: [] };
    return { kind: 'no order', ...nothing, ...this.deepest, gaveUp: this.steps >= MAX_STEPS };
  }

  private explore(books: Books, waiting: readonly Happening[], placed: readonly Happening[]): Books | null {
    this.steps += 1;
    if (this.steps >= MAX_STEPS) return null;
    const rest = new Set(waiting);
    const order = [...placed];
    this.placeWithoutEffect(books, rest, order);
    if (rest.size === 0) return this.end(books, order);
    const mark = this.markOf(books, rest);
    if (this.dead.has(mark)) return null;

    const obstacles: string[] = [];
    for (const item of this.next(rest)) {
      const after = item.kind === 'world' ? item.change.apply(books) : this.fitting(books, item, obstacles);
      if (!after) continue;
      const others = [...rest].filter((other) => other !== item);
      const end = this.explore(after, others, [...order, item]);
      if (end) return end;
    }
    this.dead.add(mark);
    if (!this.deepest || order.length > this.deepest.placed.length) {
      const placedAll = this.deepest?.wrongEnd ?? [];
      this.deepest = { kind: 'no order', placed: order, obstacles, wrongEnd: placedAll, gaveUp: false };
    }
    return null;
  }

  /**
   * What changes nothing is placed as soon as it fits: whatever comes later is not hindered by it, so no other place
   * would do better.
   */
  private placeWithoutEffect(books: Books, rest: Set<Happening>, order: Happening[]): void {
    let placedOne = true;
    while (placedOne) {
      placedOne = false;
      for (const item of this.next(rest)) {
        if (item.kind === 'world') continue;
        const verdict = this.verdictOf(books, item);
        if (verdict.books !== books || canonicalAnswer(verdict) !== canonicalAnswer(item.found)) continue;
        rest.delete(item);
        order.push(item);
        placedOne = true;
      }
    }
  }

  /** Those that nothing else has to come before. */
  private next(rest: ReadonlySet<Happening>): Happening[] {
    return [...rest].filter((item) => !this.before.get(item)?.some((other) => rest.has(other)));
  }

  /** The books after it, if the engine's answer and its event are those of the reference. */
  private fitting(books: Books, item: CommandSent, obstacles: string[]): Books | null {
    const verdict = this.verdictOf(books, item);
    const [want, have] = [canonicalAnswer(verdict), canonicalAnswer(item.found)];
    if (want !== have) {
      obstacles.push(`#${item.id} should answer ${want}\n         and answered  ${have}`);
      return null;
    }
    for (const [cell, told] of verdict.books.events) {
      const at = books.events.get(cell)?.length ?? 0;
      const stored = this.events.get(cell) ?? [];
      if (told.slice(at).every((event, n) => canonical(event) === canonical(stored[at + n]))) continue;
      obstacles.push(
        `#${item.id} should leave event ${at + 1} of cell ${cell} ${canonical(told[at])}\n` +
          `         and there is  ${canonical(stored[at] ?? 'none')}`,
      );
      return null;
    }
    return verdict.books;
  }

  private verdictOf(books: Books, { command, key, found }: CommandSent): Verdict {
    return decide(books, command, key, found);
  }

  private end(books: Books, placed: readonly Happening[]): Books | null {
    const wrongEnd = this.endOf(books);
    if (wrongEnd.length === 0) return books;
    if (!this.deepest?.wrongEnd.length) {
      this.deepest = { kind: 'no order', placed, obstacles: [], wrongEnd, gaveUp: false };
    }
    return null;
  }

  /** Two ways to the same place: of what orders can change, whatever the set of the placed leaves open. */
  private markOf(books: Books, rest: ReadonlySet<Happening>): string {
    const text = (value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
    return JSON.stringify(
      [
        [...rest].map(({ id }) => id).sort((a, b) => a - b),
        [...books.quotas.values()].map(({ used, windowStart }) => [text(used), windowStart]),
        [...books.attempts.values()].map(({ state, dueAt, checks, lease }) => [state, dueAt, checks, lease]),
        [...books.debts],
        [...books.prices.values()].map((prices) => prices.length),
        [...books.records.values()].map(({ priceId, status, lines }) => [priceId, status, lines]),
        books.keys.size,
        [...books.wallets.values()],
        [...books.allowances],
      ],
      (_name, value: unknown) => text(value),
    );
  }
}
