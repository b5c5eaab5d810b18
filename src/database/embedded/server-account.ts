import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The unprivileged user that the server runs as when we are root: PostgreSQL refuses to run as root. */
export interface ServerAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Used where the system has neither of the users below; by convention it owns nothing. */
const NOBODY: ServerAccount = { name: 'nobody', uid: 65534, gid: 65534 };
const PREFERRED_USERS = ['postgres', 'nobody'];

/** Null when we are not root: the server then runs as ourselves. Existing data decide by their owner. */
export function serverAccountFor(dataDir: string): ServerAccount | null {
  if (process.getuid?.() !== 0) return null;
  const users = knownUsers();
  const owner = statSync(dataDir, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) {
    const known = [...users.values()].find(({ uid }) => uid === owner.uid);
    return { name: known?.name ?? `user ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  }
  return PREFERRED_USERS.map((name) => users.get(name)).find((user) => user !== undefined) ?? NOBODY;
}

/** Whether the account can pass through every directory that leads to the path. */
export function canReach(path: string, account: ServerAccount): boolean {
  for (let dir = nearestExisting(dirname(path)); ; dir = dirname(dir)) {
    const { uid, gid, mode } = statSync(dir);
    const bits = uid === account.uid ? mode >> 6 : gid === account.gid ? mode >> 3 : mode;
    if ((bits & 1) === 0) return false;
    if (dir === dirname(dir)) return true;
  }
}

function nearestExisting(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) ? realpathSync(path) : nearestExisting(dirname(path));
}

function knownUsers(): Map<string, ServerAccount> {
  const users = new Map<string, ServerAccount>();
  for (const line of readUserList().split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name && uid && gid && Number(uid) > 0) users.set(name, { name, uid: Number(uid), gid: Number(gid) });
  }
  return users;
}

function readUserList(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}
