import { Child } from '../lab/child.js';
import type { Lab } from '../lab/lab.js';
import { readCounters } from '../lab/postgres-figures.js';
import type { Schema } from '../lab/schemas.js';
import type { RawSample } from '../load/closed-loop.js';
import type { Competitor, Load } from '../load/competitor.js';
import { sampleOf, type Sample } from '../load/sample.js';
import { nextTag } from '../load/tags.js';
import { expectedOf } from '../workload/scenario.js';
import type { HttpRunRequest } from './generator.js';
import type { Sent } from './request-body.js';
import type { RunningServer } from './servers.js';

export interface HttpCompetitorOptions {
  readonly name: string;
  readonly note: string;
  readonly server: RunningServer;
  /** Null for one that does nothing. */
  readonly schema: Schema | null;
  /** Usage, unless told otherwise. */
  readonly sent?: Sent;
}

/** A server under the load of the generator's process, which all of them share. */
export class HttpCompetitor implements Competitor {
  constructor(
    private readonly lab: Lab,
    private readonly generator: Child,
    private readonly options: HttpCompetitorOptions,
  ) {}

  get name(): string {
    return this.options.name;
  }

  get note(): string {
    return this.options.note;
  }

  async run({ pace, scenario }: Load): Promise<Sample> {
    const { schema, server, sent = { kind: 'usage' } } = this.options;
    const request: HttpRunRequest = {
      pace,
      scenario: { ...scenario, cells: schema?.cells ?? 1 },
      tag: nextTag(),
      sent,
      port: server.port,
      servicePid: server.child.pid,
      postmasterPid: this.lab.postgres.pid,
    };
    const before = await readCounters(this.lab.admin);
    const raw = await this.generator.request<RawSample>('run', request);
    const after = await readCounters(this.lab.admin);
    if (schema !== null) this.lab.books.add(schema.name, expectedOf(scenario.kind), raw.answered);
    return sampleOf(raw, pace, {
      walBytes: after.walBytes - before.walBytes,
      transactions: after.transactions - before.transactions,
    });
  }

  close(): Promise<void> {
    return this.options.server.child.end();
  }
}

/** The process that all load over HTTP comes from. */
export function startGenerator(lab: Lab): Child {
  const generator = new Child({
    name: 'load generator',
    module: new URL('./generator.js', import.meta.url),
    directory: lab.directory,
  });
  lab.cleanUp.add(() => generator.end());
  return generator;
}
