import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BulkCharges } from '../../billing/charging/bulk-charges.service.js';
import type { ChargeCommand } from '../../domain/commands.js';
import { DomainError } from '../../domain/problems/problems.js';
import type { BulkAnswer, BulkItem, BulkRide } from '../../engine/engine.port.js';
import type { BatchItem } from './batch-item.js';
import { BoundedQueue } from './bounded-queue.js';

/** Items read in one turn of the event loop: about two milliseconds in which no single call is served. */
export const ITEMS_A_TURN = 32;
/** Chunks that are submitted and not answered yet: enough for every lane to have its next batch ready. */
const MAX_CHUNKS_UNDER_WAY = 64;

/** What became of an item: what the engine answered, or what was thrown. */
export type ItemAnswer = BulkAnswer<ChargeCommand> | { readonly error: unknown };

interface Chunk {
  readonly items: readonly BatchItem[];
  readonly ride: BulkRide<ChargeCommand>;
}

/**
 * Records what a source gives, chunk by chunk, and answers in the same order. Reading goes on while chunks are under way,
 * and pauses when too many are, or when nobody takes the answers.
 */
export class BatchRun {
  /** What was thrown where the source was not read to its end; null at its end. */
  stoppedBy: unknown = null;

  constructor(
    private readonly charges: Pick<BulkCharges, 'submit'>,
    private readonly source: AsyncIterable<readonly BatchItem[]>,
    /** Aborted, no further chunk is begun; aborted here when the database is gone. */
    private readonly stop: AbortController,
  ) {}

  /** The answers of a chunk at a time. What was submitted is finished even when nobody listens any more. */
  async *answers(): AsyncGenerator<readonly ItemAnswer[]> {
    const chunks = new BoundedQueue<Chunk>(MAX_CHUNKS_UNDER_WAY);
    const feeding = this.feed(chunks);
    try {
      for (let chunk = await chunks.next(); chunk !== null; chunk = await chunks.next()) {
        const answers = answersOf(chunk.items, await chunk.ride.answers);
        const outage = outageOf(answers);
        if (outage !== null) this.stop.abort(outage);
        yield answers;
      }
    } finally {
      chunks.close();
      await feeding;
    }
  }

  /** Never rejects: why it ended is in `stoppedBy`. */
  private async feed(chunks: BoundedQueue<Chunk>): Promise<void> {
    try {
      for await (const items of this.source) {
        this.stop.signal.throwIfAborted();
        const ride = await this.charges.submit(items.filter(isCharge));
        if (!(await chunks.push({ items, ride }))) break;
        await nextTurn();
      }
    } catch (error) {
      this.stoppedBy = error;
    }
    chunks.close();
  }
}

function isCharge(item: BatchItem): item is BulkItem<ChargeCommand> {
  return 'command' in item;
}

function answersOf(
  items: readonly BatchItem[],
  answers: readonly BulkAnswer<ChargeCommand>[],
): readonly ItemAnswer[] {
  let next = 0;
  return items.map((item) => (isCharge(item) ? (answers[next++] as ItemAnswer) : item));
}

/** Set when a whole chunk met it: an import does not run against a database that is not there. */
function outageOf(answers: readonly ItemAnswer[]): DomainError | null {
  const errors = answers.map((answer) => ('error' in answer ? answer.error : null));
  const outages = errors.filter(
    (error): error is DomainError => error instanceof DomainError && error.code === 'database_unavailable',
  );
  return outages.length === answers.length ? (outages[0] ?? null) : null;
}
