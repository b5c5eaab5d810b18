import { fingerprintOf } from '../../database/fingerprint.js';
import { isDatabaseUnavailable } from '../../database/errors/postgres-errors.js';
import type { Command } from '../../domain/commands.js';
import { BulkChunk } from './bulk-chunk.js';
import type { CommandPreparer } from '../command-preparer.js';
import type { BulkItem } from '../engine.port.js';
import type { EngineCounts } from '../figures/engine-counts.js';
import type { Lane } from './lane.js';
import { failureOf, overloaded, shuttingDown, unavailable } from './lane-failures.js';
import type { Ticket } from './ticket.js';
import { within } from './within.js';

/**
 * How long bulk work waits for a place in a lane, and then for its batch. No caller's deadline counts: an import takes
 * as long as it takes, but a chunk that does not get on for a minute says so.
 */
const PATIENCE_MS = 60_000;

/** Where bulk work comes into the lanes: chunk by chunk, each command behind those that came before it. */
export class BulkEntrance {
  constructor(
    private readonly preparer: Pick<CommandPreparer, 'prepare'>,
    private readonly laneOf: (cell: number) => Lane,
    private readonly isStopping: () => boolean,
    private readonly counts: Pick<EngineCounts, 'answered' | 'unanswered'>,
  ) {}

  /** `joined` resolves when each command of the chunk is in its lane or has failed; never rejects. */
  admit<C extends Command>(items: readonly BulkItem<C>[]): { chunk: BulkChunk<C>; joined: Promise<void> } {
    const types = items.map(({ command }) => command.type);
    const chunk = new BulkChunk<C>(types, this.counts);
    const joined = this.join(items, chunk).catch((error: unknown) => chunk.failRest(failureOf(error)));
    return { chunk, joined };
  }

  private async join<C extends Command>(items: readonly BulkItem<C>[], chunk: BulkChunk<C>): Promise<void> {
    if (this.isStopping()) throw shuttingDown();
    const deadline = performance.now() + PATIENCE_MS;
    // All first: a command whose owners are known must not pass one before it whose owners are looked up.
    const tickets = await within(
      deadline,
      Promise.all(items.map((item, index) => this.ticketOf(item, index, chunk, deadline))),
    );
    const lanes = new Map<Lane, Ticket[]>();
    for (const ticket of tickets) {
      if (ticket === null) continue;
      const lane = this.laneOf(ticket.cell);
      const own = lanes.get(lane);
      if (own) own.push(ticket);
      else lanes.set(lane, [ticket]);
    }
    await Promise.all([...lanes].map(([lane, own]) => this.enter(lane, own, deadline)));
  }

  /** Null where the command's owners could not be looked up. */
  private async ticketOf<C extends Command>(
    { command, key }: BulkItem<C>,
    index: number,
    chunk: BulkChunk<C>,
    deadline: number,
  ): Promise<Ticket | null> {
    try {
      const prepared = await this.preparer.prepare(command, key);
      return chunk.ticket(index, key, fingerprintOf(command), prepared, deadline);
    } catch (error) {
      chunk.fail(index, isDatabaseUnavailable(error) ? unavailable(error) : failureOf(error));
      return null;
    }
  }

  private async enter(lane: Lane, tickets: readonly Ticket[], deadline: number): Promise<void> {
    try {
      while (!lane.queue.hasRoomForBulk) {
        await within(deadline, lane.queue.batchTaken());
        if (this.isStopping()) throw shuttingDown();
      }
    } catch (error) {
      const failure = performance.now() >= deadline ? overloaded() : failureOf(error);
      for (const ticket of tickets) ticket.reject(failure);
      return;
    }
    for (const ticket of tickets) lane.push(ticket);
  }
}
