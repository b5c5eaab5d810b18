import { Sentence } from './sentence.js';

/** Rejects at Ctrl-C, and when whoever started the benchmark is gone: what runs is then closed in the usual way. */
export class Interruption {
  readonly promise: Promise<never>;

  constructor() {
    this.promise = new Promise<never>((_resolve, reject) => {
      const interrupt = (): void => reject(new Sentence('The benchmark was interrupted.'));
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
      process.on('disconnect', interrupt);
      process.channel?.unref();
    });
    // It may come before anyone waits for it.
    this.promise.catch(() => undefined);
  }
}
