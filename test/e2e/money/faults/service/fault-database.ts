import { chown, mkdir, rm, statfs } from 'node:fs/promises';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  startThrowawayPostgres,
  type ThrowawayPostgres,
} from '../../../../../scripts/throwaway-postgres.mjs';
import { SqlSession } from '../../../../support/database/sql-session.js';

const ROLE = 'billing_service';
const PASSWORD = 'service';
const DATABASE = 'faults';
/** Whom the server runs as under root: nobody. */
const SERVER_UID = 65534;

/** A server of the suite's own, which it may stop and fill up; the database lies on a small disk where one can be. */
export class FaultDatabase {
  private constructor(
    private readonly server: ThrowawayPostgres,
    readonly url: string,
    readonly migrationUrl: string,
  ) {}

  static async start(diskMib: number): Promise<FaultDatabase> {
    const server = await startThrowawayPostgres({ tmpfsMib: diskMib });
    const admin = await SqlSession.open(server.url);
    await admin.run(`CREATE ROLE ${ROLE} LOGIN PASSWORD '${PASSWORD}'`);
    // A deadlock is found sooner than a lock is given up.
    await admin.run(`ALTER SYSTEM SET deadlock_timeout = '300ms'`);
    await admin.run('SELECT pg_reload_conf()');
    let place = '';
    if (server.smallDisk) {
      const directory = join(server.smallDisk, 'space');
      await mkdir(directory);
      await chown(directory, SERVER_UID, SERVER_UID);
      await admin.run(`CREATE TABLESPACE small LOCATION '${directory}'`);
      place = ' TABLESPACE small';
    }
    await admin.run(`CREATE DATABASE ${DATABASE}${place}`);
    await admin.close();
    const migrationUrl = urlOf(server.url);
    return new FaultDatabase(server, urlOf(server.url, ROLE, PASSWORD), migrationUrl);
  }

  get hasSmallDisk(): boolean {
    return this.server.smallDisk !== null;
  }

  /** As the superuser. */
  session(): Promise<SqlSession> {
    return SqlSession.open(this.migrationUrl);
  }

  async restart(signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void> {
    await this.server.halt(signal);
    await this.server.start();
  }

  /** Leaves not one byte free on the small disk, until the answered function is called. */
  async fillDisk(): Promise<() => Promise<void>> {
    const path = join(this.server.smallDisk as string, 'ballast');
    const file = openSync(path, 'w');
    try {
      const { bavail, bsize } = await statfs(this.server.smallDisk as string);
      const block = Buffer.alloc(bsize);
      for (let left = bavail; left >= 0; left -= 1) writeSync(file, block);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
    return () => rm(path);
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

function urlOf(server: string, user?: string, password?: string): string {
  const url = new URL(server);
  url.pathname = `/${DATABASE}`;
  if (user) url.username = user;
  if (password) url.password = password;
  return url.href;
}
