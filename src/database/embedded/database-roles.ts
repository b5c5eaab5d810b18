import { connectAdmin } from './admin-client.js';
import { DATABASE_NAME, ROLE_NAMES, type Passwords } from './credentials.js';

/**
 * The two logins and their one database. Every step can be repeated: a first start that was killed between them is
 * completed by the next. The service's rights inside the schema are the migrations' to give.
 */
export async function ensureDatabase(passwords: Passwords, port: number): Promise<void> {
  const client = await connectAdmin(passwords, port, 'postgres');
  try {
    const existing = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE_NAME]);
    if (existing.rowCount === 1) return;
    for (const role of ['owner', 'service'] as const) {
      const known = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [ROLE_NAMES[role]]);
      // A statement that names a role takes no parameters; names and passwords are our own letters and digits.
      const verb = known.rowCount === 1 ? 'ALTER' : 'CREATE';
      await client.query(`${verb} ROLE ${ROLE_NAMES[role]} LOGIN PASSWORD '${passwords[role]}'`);
    }
    await client.query(`CREATE DATABASE ${DATABASE_NAME} OWNER ${ROLE_NAMES.owner}`);
  } finally {
    await client.end();
  }
}
