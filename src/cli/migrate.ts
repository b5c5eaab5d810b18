/**
 * `npm run migrate`: brings the schema up to date and ends. For deployments with several replicas, before they
 * start; a single service migrates by itself.
 */
import { sentenceOf } from '../bootstrap/start-error.js';
import type { AppConfig } from '../config/app-config.js';
import { loadConfig } from '../config/load-config.js';
import { DatabaseSetupError } from '../database/errors/database-setup-error.js';
import { canMigrate, migrate } from '../database/schema/migrate.js';
import { withDatabase } from './command-frame/with-database.js';

function say(sentence: string): void {
  process.stdout.write(`${sentence}\n`);
}

async function run(config: AppConfig): Promise<void> {
  const { database } = config;
  if (!canMigrate(database)) {
    throw new DatabaseSetupError(
      'DATABASE_MIGRATION_URL: migrations cannot run through a pooler in transaction mode; set it to a session connection.',
    );
  }
  const { applied } = await migrate(database, say);
  say(
    applied.length === 0
      ? `Schema ${database.schema} is up to date.`
      : `Schema ${database.schema} is migrated.`,
  );
}

try {
  await withDatabase(loadConfig(), say, run);
} catch (error) {
  // What an operator can put right is a sentence; anything else is a fault of ours and shows where.
  process.stderr.write(`${sentenceOf(error) ?? String((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
}
