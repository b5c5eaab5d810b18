import type { DatabaseConfig } from '../config/app-config.js';
import { checkSchema } from '../database/connections/check-database.js';
import { isQueryCanceled } from '../database/errors/postgres-errors.js';
import type { Queryable } from '../database/queryable.js';
import { quoteIdentifier } from '../database/schema/schema-name.js';
import { withSession } from '../database/connections/session-connection.js';
import { queryableOf } from '../database/database.service.js';
import type { AuditReport } from './audit-report.js';
import { AuditCanceled, type AuditOptions, BookAuditor } from './book-auditor.js';
import { inSnapshot } from './snapshot.js';

/**
 * Audits the books of a database on a connection of its own, beside whatever pool there is. Throws DatabaseSetupError
 * where none can be made or the schema is not this version's, UnknownCellError, and AuditCanceled once `signal` is aborted.
 */
export async function auditBooks(database: DatabaseConfig, options: AuditOptions = {}): Promise<AuditReport> {
  const { signal } = options;
  return withSession(database, 'service', async (client) => {
    await checkSchema(client, database.schema);
    let cancel = (): void => undefined;
    try {
      return await auditOn(queryableOf(client), quoteIdentifier(database.schema), options, (processId) => {
        cancel = () => void cancelStatement(database, processId);
        signal?.addEventListener('abort', cancel, { once: true });
        if (signal?.aborted) cancel();
      });
    } catch (error) {
      if (signal?.aborted && isQueryCanceled(error)) throw new AuditCanceled(error);
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  });
}

/** The same on a connection that the caller lends and nobody else uses meanwhile. `schema` is quoted. */
export function auditOn(
  connection: Queryable,
  schema: string,
  options: AuditOptions = {},
  onSnapshot: (processId: number) => void = () => undefined,
): Promise<AuditReport> {
  return inSnapshot(connection, (snapshot) => {
    onSnapshot(snapshot.processId);
    return new BookAuditor(connection, schema, options).audit(snapshot);
  });
}

/** A statement that runs for long does not notice that its client has lost interest: it is told, on another session. */
async function cancelStatement(database: DatabaseConfig, processId: number): Promise<void> {
  await withSession(database, 'service', (client) =>
    client.query('SELECT pg_cancel_backend($1)', [processId]),
  ).catch(() => undefined);
}
