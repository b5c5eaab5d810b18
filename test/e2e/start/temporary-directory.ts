import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseProcesses } from '../../support/service/service-process.js';

/** A data directory that does not exist yet, in a directory of its own. */
export class TemporaryDirectory {
  private constructor(private readonly root: string) {}

  static async create(): Promise<TemporaryDirectory> {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'billing-start-')));
    // Under root the database runs as another user, who must be able to reach its data.
    await chmod(root, 0o755);
    return new TemporaryDirectory(root);
  }

  get dataDir(): string {
    return join(this.root, 'postgres');
  }

  path(name: string): string {
    return join(this.root, name);
  }

  /** Also ends what a failed test left running on it. */
  async remove(): Promise<void> {
    for (const pid of databaseProcesses(this.dataDir)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended meanwhile.
      }
    }
    await rm(this.root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
