/**
 * `npm run generate`: writes the files that follow from the code (openapi.json, docs/errors, docs/configuration.md,
 * .env.example, schema.sql). With `--check` writes nothing and fails where a committed one differs.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { buildIfStale } from './build.mjs';
import { startThrowawayPostgres } from './throwaway-postgres.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const check = process.argv.includes('--check');

await buildIfStale();
const { configurationDocument, environmentExample } = await import('../dist/src/config/generated-files.js');
const files = {
  'docs/configuration.md': configurationDocument(),
  '.env.example': environmentExample(),
  'schema.sql': await schemaText(),
};
const stale = Object.keys(files).filter((path) => readOrNull(path) !== files[path]);
if (check) {
  if (stale.length > 0) fail(`Not as generated: ${stale.join(', ')}. Run npm run generate and commit.`);
} else {
  for (const path of stale) write(path, files[path]);
  console.log(
    stale.length > 0 ? `Written: ${stale.join(', ')}.` : `${Object.keys(files).join(', ')} are up to date.`,
  );
}
// The OpenAPI document needs a process of its own: it is read off the application, put together without a database.
const openApi = spawnSync(process.execPath, ['dist/src/openapi.js', ...(check ? ['--check'] : [])], {
  stdio: 'inherit',
});
if (openApi.status !== 0) process.exitCode = 1;

/** What Postgres has after all migrations. */
async function schemaText() {
  const { migrate } = await import('../dist/src/database/schema/migrate.js');
  const { dumpSchema } = await import('../dist/src/database/schema/schema-dump.js');
  const postgres = await startThrowawayPostgres();
  try {
    const source = { kind: 'external', url: postgres.url, migrationUrl: postgres.url, tls: null };
    await migrate({
      source,
      schema: 'dev',
      poolSize: 2,
      pooler: 'session',
      cells: 2,
      connectTimeoutMs: 5_000,
    });
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      return await dumpSchema(
        { query: async (text, values) => (await client.query(text, values)).rows },
        'dev',
      );
    } finally {
      await client.end();
    }
  } finally {
    await postgres.stop();
  }
}

function readOrNull(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
