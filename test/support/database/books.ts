import { auditOn } from '../../../src/audit/audit-books.js';
import { sentenceOfFault } from '../../../src/audit/audit-report.js';
import type { Database } from '../../../src/database/database.service.js';
import type { Queryable } from '../../../src/database/queryable.js';

/** What the laws are asked of: one connection that nobody else uses meanwhile, and the name of the schema. */
export interface Books extends Queryable {
  readonly schema: string;
}

/** What is wrong with the books, a sentence for each of the first wrong rows of each law; none if all is well. */
export async function faultsOfBooks(database: Database): Promise<string[]> {
  return database.withConnection((client) =>
    faultsOn({
      schema: database.schema,
      query: async <Row>(text: string, values?: readonly unknown[]) =>
        (await client.query(text, values as unknown[] | undefined)).rows as Row[],
    }),
  );
}

/** The same for who has no `Database`. */
export async function faultsOn(books: Books): Promise<string[]> {
  const { results } = await auditOn(books, books.schema);
  return results.flatMap(({ law, faults }) =>
    faults.map((fault) => `${law.sentence}: not ${sentenceOfFault(fault)}`),
  );
}
