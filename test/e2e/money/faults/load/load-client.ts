import { TypescriptProcess } from '../../../../support/service/typescript-process.js';
import { waitUntil } from '../../../../support/wait-until.js';
import type { ClientOrder, ClientReport, ClientTask } from './client.js';

/** After a fault a service may need its time on a busy machine, but no help. */
const RESUME_MS = 60_000;

/** The process of the load, and what it has told of its progress. */
export class LoadClient {
  private readonly process: TypescriptProcess<ClientOrder, ClientReport>;
  private readonly answered = new Map<string, number>();
  private readonly byCode = new Map<string, number>();
  private failure: Error | null = null;

  constructor(task: ClientTask) {
    this.process = new TypescriptProcess('test/e2e/money/faults/load/client.ts', task, (report) => {
      add(this.answered, report.answered);
      add(this.byCode, report.byCode);
    });
    this.process.ended.catch((error: Error) => (this.failure = error));
  }

  /** Answers of this problem code, or of this status. */
  times(code: string): number {
    return this.byCode.get(code) ?? 0;
  }

  answeredBy(url: string): number {
    return this.answered.get(url) ?? 0;
  }

  /** Resolves when each of these services has given so many further answers. */
  async answers(urls: readonly string[], more: number): Promise<void> {
    const goals = urls.map((url) => this.answeredBy(url) + more);
    const reached = () => urls.every((url, index) => this.answeredBy(url) >= (goals[index] as number));
    await waitUntil(
      `${urls.join(' and ')} have given ${more} further answers`,
      () => this.isAlive() && reached(),
      RESUME_MS,
    );
  }

  /** Resolves when this code has been answered so many further times. */
  async sees(code: string, more: number): Promise<void> {
    const goal = this.times(code) + more;
    await waitUntil(
      `${code} is answered ${more} times`,
      () => this.isAlive() && this.times(code) >= goal,
      RESUME_MS,
    );
  }

  /** All but a few callers rest while this is done. */
  async resting(work: Promise<void>): Promise<void> {
    this.process.tell('rest');
    await work;
    this.process.tell('go on');
  }

  burst(count: number, user: string): void {
    this.process.tell({ burst: count, user });
  }

  /** Lets every caller finish what it is at. */
  async finish(): Promise<void> {
    this.process.tell('finish');
    await this.process.ended;
  }

  kill(): void {
    this.process.kill();
  }

  private isAlive(): boolean {
    if (this.failure) throw this.failure;
    return true;
  }
}

function add(sums: Map<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count);
}
