import type { SqlSession } from '../../../../support/database/sql-session.js';
import { waitUntil } from '../../../../support/wait-until.js';
import type { LoadClient } from '../load/load-client.js';
import type { SeededRandom } from '../load/seeded-random.js';
import type { FaultDatabase } from '../service/fault-database.js';
import type { ProxiedService } from '../service/proxied-service.js';
import type { Strikes } from '../strikes.js';
import type { World } from '../world.js';

/** A busy machine needs its time, but what does not come within this does not come. */
const PATIENCE_MS = 60_000;
/** Of each service after a fault. */
const ANSWERS_AFTER = 16;

/** What a fault has to work with: the services under load, their database, and chance. */
export class Stage {
  constructor(
    readonly services: readonly ProxiedService[],
    readonly database: FaultDatabase,
    readonly client: LoadClient,
    readonly world: World,
    readonly random: SeededRandom,
    readonly strikes: Strikes,
  ) {}

  anyService(): ProxiedService {
    return this.random.pick(this.services);
  }

  /** Every service answers again, and nobody helped it. */
  allAnswer(): Promise<void> {
    return this.client.answers(
      this.services.map(({ url }) => url),
      ANSWERS_AFTER,
    );
  }

  /** Does something with sessions of somebody else, which are gone afterwards whatever they held. */
  async withSessions<T>(count: number, work: (...sessions: SqlSession[]) => Promise<T>): Promise<T> {
    const sessions = await Promise.all(Array.from({ length: count }, () => this.database.session()));
    try {
      return await work(...sessions);
    } finally {
      await Promise.all(sessions.map((session) => session.close()));
    }
  }

  /** True when it happens, false when `forMs` pass without it. */
  async happens(event: Promise<unknown>, forMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), forMs)));
    const result = await Promise.race([event.then(() => true), late]);
    clearTimeout(timer);
    return result;
  }

  async must(what: string, event: Promise<unknown>): Promise<void> {
    if (!(await this.happens(event, PATIENCE_MS))) throw new Error(`Waited in vain until ${what}`);
  }

  until(what: string, holds: () => Promise<boolean>): Promise<void> {
    return waitUntil(what, holds, PATIENCE_MS);
  }
}

/** Something that goes wrong; it counts its strikes by what was seen of them, not by what was tried. */
export interface Fault {
  readonly name: string;
  strike(stage: Stage): Promise<void>;
}
