/**
 * `npm run upgrade-set`: plays a rich history through the service of this working tree, verifies its books, and keeps
 * what it wrote as the data set of the newest migration. To be run before the next migration is added.
 */
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { auditOn } from '../../src/audit/audit-books.js';
import { sentenceOfFault } from '../../src/audit/audit-report.js';
import { queryableOf } from '../../src/database/database.service.js';
import { withSession } from '../../src/database/connections/session-connection.js';
import { ApiClient } from '../support/api/api-client.js';
import { createTestDatabase } from '../support/database/database.js';
import { startHttpApp } from '../support/service/http-app.js';
import { playHistoryOutside } from '../support/history/history-outside.js';
import { LEAVES_PAYMENTS_OPEN, playRichHistory } from '../support/history/rich-history.js';
import { keepSet, pathOf, STATES } from './data-sets.js';
import { dumpData } from './dump-data.js';

const SCHEMA = 'dev';

async function historyAsSql(): Promise<string> {
  const testDatabase = await createTestDatabase('upgrade_set');
  try {
    const config = testDatabase.config(LEAVES_PAYMENTS_OPEN);
    await playHistoryOutside(testDatabase.config);
    const service = await startHttpApp(config);
    try {
      await playRichHistory(new ApiClient(service));
    } finally {
      await service.close();
    }
    return await withSession(config.database, 'service', async (client) => {
      const connection = queryableOf(client);
      const { results } = await auditOn(connection, SCHEMA);
      const faults = results.flatMap((result) => result.faults.map(sentenceOfFault));
      if (faults.length > 0) throw new Error(`The books of the history are not sound:\n${faults.join('\n')}`);
      return dumpData(connection, SCHEMA);
    });
  } finally {
    await testDatabase.drop();
  }
}

const state = STATES.at(-1) as string;
if (existsSync(pathOf(state))) {
  process.stdout.write(`${pathOf(state)} is there; a set is never written again.\n`);
} else {
  keepSet(
    state,
    `-- What the service wrote on the schema as of migration ${state}. Written by \`npm run upgrade-set\`; never edited.\n\n` +
      (await historyAsSql()),
  );
  process.stdout.write(`Written: ${pathOf(state)}. Commit it with its checksum.\n`);
}
