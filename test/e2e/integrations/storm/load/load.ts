import { TypescriptProcess } from '../../../../support/service/typescript-process.js';
import { waitUntil } from '../../../../support/wait-until.js';
import type { ClientReport, ClientTask } from './client.js';

/** The process of the load, and what it has told of its progress. */
export class Load {
  private readonly process: TypescriptProcess<never, ClientReport>;
  private report: ClientReport = { done: 0, statuses: {} };
  private failure: Error | null = null;

  constructor(task: ClientTask) {
    this.process = new TypescriptProcess('test/e2e/integrations/storm/load/client.ts', task, (report) => {
      this.report = report;
    });
    this.process.ended.catch((error: Error) => (this.failure = error));
  }

  get statuses(): Readonly<Record<string, number>> {
    return this.report.statuses;
  }

  /** Resolves when its callers have done with so many charges. */
  async reaches(charges: number, timeoutMs: number): Promise<void> {
    const what = `${charges} charges were sent`;
    await waitUntil(what, () => this.isAlive() && this.report.done >= charges, timeoutMs);
  }

  finished(): Promise<void> {
    return this.process.ended;
  }

  kill(): void {
    this.process.kill();
  }

  private isAlive(): boolean {
    if (this.failure) throw this.failure;
    return true;
  }
}
