import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { NotSent } from '../../payer/remote-payer.js';
import { messageOf } from '../reason-of.js';
import { type ReceivedAnswer, readAnswer } from '../answers/received-answer.js';
import type { UpstreamName } from '../upstream.js';
import { UpstreamFailure } from './upstream-failure.js';

/**
 * One request on its way. It knows whether anything of it can have left: undici calls `onRequestStart` on an open
 * connection, before the first byte is written. What fails before that surely did not arrive, be it DNS, a refused
 * connection, a time-out of the connect, TLS; what fails later may have.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<ReceivedAnswer>;
  private resolve!: (answer: ReceivedAnswer) => void;
  private reject!: (error: Error) => void;
  private controller: Dispatcher.DispatchController | null = null;
  private settled = false;
  private status = 0;
  private headers: IncomingHttpHeaders = {};
  private readonly chunks: Buffer[] = [];

  /** `read` makes an answer of what came, or throws when it cannot be one. */
  constructor(
    private readonly upstream: UpstreamName,
    private readonly read: typeof readAnswer = readAnswer,
  ) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    // Who waits is told; that nobody waits any more is no fault.
    this.answer.catch(() => undefined);
  }

  get isSettled(): boolean {
    return this.settled;
  }

  /** Gives up, at whatever point the request is. */
  fail(message: string, cause?: unknown): void {
    if (this.settled) return;
    this.settled = true;
    const mayHaveLeft = this.controller !== null;
    this.reject(
      mayHaveLeft
        ? new UpstreamFailure(this.upstream, message, { cause })
        : new NotSent(`${this.upstream}: ${message}`, { cause }),
    );
    this.controller?.abort(new Error(message));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A request that was given up while it waited is stopped here, before its first byte. A second start would be a
    // second sending.
    if (this.settled || this.controller !== null) {
      controller.abort(new Error('it had been given up'));
      return;
    }
    this.controller = controller;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.settled) return;
    try {
      const answer = this.read(this.status, this.headers, Buffer.concat(this.chunks), Date.now());
      this.settled = true;
      this.resolve(answer);
    } catch (error) {
      this.fail(messageOf(error), error);
    }
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    this.fail(messageOf(error), error);
  }
}
