import type { IncomingMessage } from 'node:http';
import { bodyTimeout } from './body-reader.js';

/** The connection ended before the body did: nobody is there to be answered. */
export class ClientGone extends Error {}

/** How much of a body that nobody wants is read and thrown away, so that its client comes to read the answer. */
const DISCARD_BYTES = 16 * 1024 * 1024;
const DISCARD_MS = 2_000;

/**
 * A request's body, piece by piece as its reader asks for it: what is not asked for stays in the connection, and then
 * with the client. That is the back-pressure.
 */
export class BodyStream {
  private wake: () => void = () => undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly idleMs: number,
  ) {
    const woken = (): void => this.wake();
    for (const event of ['readable', 'end', 'error', 'close']) request.on(event, woken);
  }

  /**
   * The next piece, or null at the end. Throws `request_timeout` when nothing comes for too long, the reason of `stop`
   * once that is aborted, ClientGone.
   */
  async read(stop: AbortSignal): Promise<Buffer | null> {
    for (;;) {
      stop.throwIfAborted();
      const piece = this.request.read() as Buffer | null;
      if (piece !== null) return piece;
      if (this.request.readableEnded) return null;
      if (this.request.destroyed) throw new ClientGone('The connection ended before the body did');
      await this.change(stop);
    }
  }

  /** Lets the client finish sending, within bounds, what nobody reads any more. */
  async discard(): Promise<void> {
    const stop = AbortSignal.timeout(DISCARD_MS);
    try {
      for (let size = 0; size < DISCARD_BYTES;) size += (await this.read(stop))?.length ?? Infinity;
    } catch {
      // Gone, or too slow: the answer is the connection's last either way.
    }
  }

  private async change(stop: AbortSignal): Promise<void> {
    const { idleMs } = this;
    const stopped = (): void => this.wake();
    let timer: NodeJS.Timeout | undefined;
    stop.addEventListener('abort', stopped);
    try {
      await new Promise<void>((resolve, reject) => {
        this.wake = resolve;
        timer = setTimeout(() => reject(bodyTimeout(idleMs)), idleMs);
      });
    } finally {
      clearTimeout(timer);
      stop.removeEventListener('abort', stopped);
    }
  }
}
