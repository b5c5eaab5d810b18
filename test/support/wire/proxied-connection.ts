import type { Socket } from 'node:net';
import { BatchPoints, type BatchInSight, type BatchPoint } from './batch-points.js';
import { MessageCutter, type WireMessage } from './messages.js';

/** What becomes of a connection at a point: the traffic goes on, or both ends lose it. */
export type Verdict = 'go on' | 'cut' | 'cut, and the server gets it later';

export interface ConnectionEvents {
  /** Called at each point, before what lies behind it goes on; null: nobody minds. */
  at(point: BatchPoint, batch: BatchInSight): Promise<Verdict> | null;
  failed(sqlState: string, batch: BatchInSight): void;
}

const LATE_MS = 300;

/** One connection of a service to its server, message by message. */
export class ProxiedConnection {
  private readonly points = new BatchPoints();
  private readonly ends: { readonly from: Socket; readonly to: Socket; readonly held: WireMessage[] }[];
  private isCut = false;

  constructor(
    private readonly client: Socket,
    private readonly upstream: Socket,
    private readonly events: ConnectionEvents,
  ) {
    this.ends = [
      { from: client, to: upstream, held: [] },
      { from: upstream, to: client, held: [] },
    ];
    this.relay(0, new MessageCutter(true), (message) => this.points.toServer(message));
    this.relay(1, new MessageCutter(false), (message) => this.look(message));
  }

  private look(message: WireMessage): BatchPoint | null {
    const state = this.points.failure(message);
    if (state !== null) this.events.failed(state, this.points.batch);
    return this.points.toClient(message);
  }

  private relay(
    end: 0 | 1,
    cutter: MessageCutter,
    pointBefore: (message: WireMessage) => BatchPoint | null,
  ): void {
    const { from, to, held } = this.ends[end]!;
    let isBusy = false;
    const pass = async (): Promise<void> => {
      if (isBusy) return;
      isBusy = true;
      let ready: Buffer[] = [];
      const flush = (): void => {
        if (ready.length > 0 && !to.destroyed) to.write(Buffer.concat(ready));
        ready = [];
      };
      for (let message = held.shift(); message && !this.isCut; message = held.shift()) {
        const point = pointBefore(message);
        if (point === 'after the answer') ready.push(message.bytes);
        const verdict = point === null ? null : this.events.at(point, this.points.batch);
        if (verdict !== null) {
          flush();
          const decided = await verdict;
          if (decided !== 'go on') return this.cut(decided, message, held);
        }
        if (point !== 'after the answer') ready.push(message.bytes);
      }
      flush();
      isBusy = false;
    };
    from.on('data', (bytes) => {
      held.push(...cutter.cut(bytes));
      void pass();
    });
  }

  private cut(how: Verdict, at: WireMessage, held: readonly WireMessage[]): void {
    this.isCut = true;
    this.client.destroy();
    if (how === 'cut') this.upstream.destroy();
    else {
      const rest = Buffer.concat([at, ...held].map(({ bytes }) => bytes));
      setTimeout(() => this.upstream.end(rest), LATE_MS);
    }
  }
}
