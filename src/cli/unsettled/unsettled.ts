import type { AppConfig } from '../../config/app-config.js';
import { checkSchema } from '../../database/connections/check-database.js';
import { queryableOf } from '../../database/database.service.js';
import { quoteIdentifier } from '../../database/schema/schema-name.js';
import { withSession } from '../../database/connections/session-connection.js';
import { BillingApi } from '../replay/billing-api.js';
import type { Output } from '../replay/progress.js';
import type { UnsettledOptions } from './options.js';
import { redrive } from './redrive.js';
import { listText, redrivenText, reportJson } from './report.js';
import { UnsettledBooks } from './unsettled-books.js';

/** Somebody waits at a terminal: a service that is away is told soon. */
const RETRIES = { attempts: 3, firstWaitMs: 200, longestWaitMs: 1_000, requestTimeoutMs: 15_000 };

/** Lists, and re-drives where told to. True when nothing is unsettled, or all of it was re-driven. */
export async function unsettled(config: AppConfig, options: UnsettledOptions, out: Output): Promise<boolean> {
  const { database } = config;
  return withSession(database, 'service', async (client) => {
    await checkSchema(client, database.schema);
    const books = new UnsettledBooks(queryableOf(client), quoteIdentifier(database.schema), config);
    const items = await books.find(options);
    const unknown = await books.unknownOf(options.ids);
    if (options.redrive !== 'do' || items.length === 0) {
      out.write(
        `${options.json ? reportJson(items, unknown, null) : listText(items, unknown, options.limit)}\n`,
      );
      if (options.redrive === 'plan' && !options.json && items.length > 0) {
        out.write('Nothing was done: with --yes these are re-driven.\n');
      }
      return items.length + unknown.length === 0;
    }
    const results = await redrive(items, books, new BillingApi(options.url, RETRIES));
    out.write(`${options.json ? reportJson(items, unknown, results) : redrivenText(results, unknown)}\n`);
    return unknown.length === 0 && results.every(({ accepted }) => accepted);
  });
}
