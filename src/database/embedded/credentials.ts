import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { DataDirectory } from './data-directory.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

export const DATABASE_NAME = 'billing';

/** The superuser looks after the server; the owner migrates; the service owns nothing. */
export const ROLE_NAMES = { admin: 'postgres', owner: 'billing_owner', service: 'billing_service' } as const;
export type RoleKind = keyof typeof ROLE_NAMES;
export type Passwords = Readonly<Record<RoleKind, string>>;

/** New random passwords in a file that only we can read. */
export async function createPasswords(directory: DataDirectory): Promise<Passwords> {
  const passwords: Passwords = { admin: newPassword(), owner: newPassword(), service: newPassword() };
  const draft = `${directory.passwordFile}.${process.pid}`;
  await writeFile(draft, JSON.stringify(passwords), { mode: 0o600 });
  await rename(draft, directory.passwordFile);
  return passwords;
}

export async function readPasswords(directory: DataDirectory): Promise<Passwords> {
  try {
    return JSON.parse(await readFile(directory.passwordFile, 'utf8')) as Passwords;
  } catch (error) {
    throw new EmbeddedPostgresError(
      `EMBEDDED_DATA_DIR ${directory.name} holds data but its passwords (${directory.passwordFile}) cannot be read: ` +
        'restore that file or choose another directory.',
      { cause: error },
    );
  }
}

export function connectionUrl(
  role: RoleKind,
  passwords: Passwords,
  port: number,
  database: string = DATABASE_NAME,
): string {
  return `postgresql://${ROLE_NAMES[role]}:${passwords[role]}@127.0.0.1:${port}/${database}`;
}

/** Hexadecimal: needs no escaping in a URL, a shell or an SQL literal. */
function newPassword(): string {
  return randomBytes(24).toString('hex');
}
