import type { ContenderSpec } from '../contenders/contender.js';
import { Child } from '../lab/child.js';
import type { Lab } from '../lab/lab.js';
import type { MemoryFigures } from '../lab/memory-figures.js';
import { readCounters } from '../lab/postgres-figures.js';
import type { Schema } from '../lab/schemas.js';
import { expectedOf } from '../workload/scenario.js';
import type { RawSample } from './closed-loop.js';
import type { Competitor, Load } from './competitor.js';
import { sampleOf, type Sample } from './sample.js';
import { nextTag } from './tags.js';
import type { RunRequest } from './worker.js';

export interface WorkerOptions {
  readonly name: string;
  readonly note: string;
  readonly schema: Schema;
  readonly spec: ContenderSpec;
  readonly nodeFlags: readonly string[];
}

/** A contender in a process of its own, its callers in the same process. */
export class WorkerCompetitor implements Competitor {
  private constructor(
    private readonly lab: Lab,
    private readonly options: WorkerOptions,
    private readonly child: Child,
  ) {}

  static async open(lab: Lab, options: WorkerOptions): Promise<WorkerCompetitor> {
    const child = new Child({
      name: options.name,
      module: new URL('./worker.js', import.meta.url),
      nodeFlags: options.nodeFlags,
      directory: lab.directory,
    });
    lab.cleanUp.add(() => child.end());
    await child.request('open', options.spec);
    return new WorkerCompetitor(lab, options, child);
  }

  get name(): string {
    return this.options.name;
  }

  get note(): string {
    return this.options.note;
  }

  async run(load: Load): Promise<Sample> {
    const before = await readCounters(this.lab.admin);
    const raw = await this.runRaw(load);
    const after = await readCounters(this.lab.admin);
    return sampleOf(raw, load.pace, {
      walBytes: after.walBytes - before.walBytes,
      transactions: after.transactions - before.transactions,
    });
  }

  /** For runs of several at once, whose samples are put together before anything is computed. */
  async runRaw({ pace, scenario }: Load): Promise<RawSample> {
    const { schema } = this.options;
    const request: RunRequest = {
      pace,
      scenario: { ...scenario, cells: schema.cells },
      tag: nextTag(),
      postmasterPid: this.lab.postgres.pid,
    };
    const raw = await this.child.request<RawSample>('run', request);
    this.lab.books.add(schema.name, expectedOf(scenario.kind), raw.answered);
    return raw;
  }

  memory(): Promise<MemoryFigures> {
    return this.child.request('memory');
  }

  close(): Promise<void> {
    return this.child.end();
  }
}
