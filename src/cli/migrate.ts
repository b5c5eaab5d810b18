/**
 * `npm run migrate`: brings the schema up to date and ends. For deployments with several replicas, before they
 * start; a single service migrates by itself.
 */
import { sentenceOf } from '../bootstrap/start-error.js';
import type { AppConfig } from '../config/app-config.js';
import { loadConfig } from '../config/load-config.js';
import { DatabaseSetupError } from '../database/errors/database-setup-error.js';
import { canMigrate, migrate } from '../database/schema/migrate.js';
import { readArguments, UsageError } from './command-frame/command-line.js';
import { withDatabase } from './command-frame/with-database.js';

const USAGE = `usage: npm run migrate

Brings the schema of the configured database (DATABASE_URL, else the embedded one) up to date and ends. Several may run
at once, and beside services: one works, the others wait. Running it again changes nothing.

Exit code 0: up to date. 1: not, with the reason. 2: wrong usage.`;

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

/** The exit code. */
async function main(args: string[]): Promise<number> {
  try {
    const { help } = readArguments({ args, options: { help: { type: 'boolean', short: 'h' } } }).values;
    if (help) say(USAGE);
    else await withDatabase(loadConfig(), say, run, { mayCreate: true });
    return 0;
  } catch (error) {
    // What an operator can put right is a sentence; anything else is a fault of ours and shows where.
    const isUsage = error instanceof UsageError;
    const sentence = isUsage ? `${error.message}\n\n${USAGE}` : sentenceOf(error);
    process.stderr.write(`${sentence ?? String((error as Error).stack ?? error)}\n`);
    return isUsage ? 2 : 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
