import type { Database } from '../../../../src/database/database.service.js';
import type { Books } from '../reference/books.js';
import type { Run } from '../running/runner.js';
import { expectedTables } from './expected-books.js';
import { brokenLaws } from './laws.js';
import { explanation, listing, withShortIds } from './listing.js';
import { OrderSearch } from './order-search.js';
import { readStoredBooks, storedTables, type StoredBooks } from './stored-books.js';
import { differences } from './tables.js';

/** Null if some order of the run explains every answer, every event and the books in the end; else the whole case. */
export async function judge(database: Database, { world, history }: Run): Promise<string | null> {
  const stored = await readStoredBooks(database, world.accounts, world.quotas.ids);
  const search = new OrderSearch(history, stored.events, (books) => differencesOf(books, stored));
  const result = search.find(world.emptyBooks());
  const faults = [...(result.kind === 'order' ? [] : explanation(result)), ...brokenLaws(stored)];
  return faults.length === 0 ? null : withShortIds([...listing(history), '', ...faults].join('\n'));
}

function differencesOf(books: Books, stored: StoredBooks): string[] {
  const told = books.postings.flatMap(({ transactionId }) => transactionId ?? []);
  const rows = differences(expectedTables(books), storedTables(stored, new Set(told)));
  for (const [cell, events] of stored.events) {
    const expected = books.events.get(cell)?.length ?? 0;
    if (events.length !== expected) {
      rows.push(`cell ${cell} should have ${expected} events and has ${events.length}`);
    }
  }
  return rows;
}
