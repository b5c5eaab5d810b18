import { auditOn } from '../../src/audit/audit-books.js';
import { sentenceOfFault } from '../../src/audit/audit-report.js';
import { type Database, queryableOf } from '../../src/database/database.service.js';

/** What is wrong with the books, a sentence for each of the first wrong rows of each law; none if all is well. */
export async function faultsOfBooks(database: Database): Promise<string[]> {
  const { results } = await database.withConnection((client) =>
    auditOn(queryableOf(client), database.schema),
  );
  return results.flatMap(({ law, faults }) =>
    faults.map((fault) => `${law.sentence}: not ${sentenceOfFault(fault)}`),
  );
}
