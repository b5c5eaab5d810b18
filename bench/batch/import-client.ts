import type { RunningServer } from '../http/servers.js';
import { Child } from '../lab/child.js';
import { DEFAULT_ACCOUNTS, type Lab } from '../lab/lab.js';
import type { Schema } from '../lab/schemas.js';
import { nextTag } from '../load/tags.js';
import { BATCH_PATH, type ImportRequest, type ImportResult } from './import-request.js';

/** Imports NDJSON streams into a service, from a process of its own. */
export class ImportClient {
  private readonly child: Child;

  constructor(
    private readonly lab: Lab,
    private readonly server: RunningServer,
    private readonly schema: Schema,
  ) {
    this.child = new Child({
      name: 'importer',
      module: new URL('./importer.js', import.meta.url),
      directory: lab.directory,
    });
    lab.cleanUp.add(() => this.child.end());
  }

  /** Whether the service has the route: an earlier commit has not. */
  async isAvailable(): Promise<boolean> {
    const headers = { 'content-type': 'application/x-ndjson' };
    const url = `http://127.0.0.1:${this.server.port}${BATCH_PATH}`;
    const response = await fetch(url, { method: 'POST', headers, body: '' });
    await response.body?.cancel();
    return response.status !== 404;
  }

  async import(lines: number): Promise<ImportResult> {
    return this.booked(await this.child.request<ImportResult>('import', this.requestOf(lines)));
  }

  /** Imports beside `work` from before its start to its end; answers what work answered, and the import's result. */
  async beside<T>(work: () => Promise<T>): Promise<[T, ImportResult]> {
    await this.child.request('begin', this.requestOf(null));
    const done = await work();
    return [done, this.booked(await this.child.request<ImportResult>('end'))];
  }

  close(): Promise<void> {
    return this.child.end();
  }

  private requestOf(lines: number | null): ImportRequest {
    const { cells } = this.schema;
    const scenario = { kind: 'distinct accounts', accounts: DEFAULT_ACCOUNTS, cells } as const;
    return { port: this.server.port, lines, scenario, tag: nextTag() };
  }

  private booked(result: ImportResult): ImportResult {
    this.lab.books.add(this.schema.name, 'completed', result.completed);
    return result;
  }
}
