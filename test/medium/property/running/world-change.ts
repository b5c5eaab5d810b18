import type { Books } from '../reference/books.js';

/** Writes the same into other tables: the reference's change beside the database's. */
export interface WorldChange {
  readonly description: string;
  /** What the suite counts it as, where it does. */
  readonly word?: string;
  /** Null where it could not have come out so on these books. */
  apply(books: Books): Books | null;
}
