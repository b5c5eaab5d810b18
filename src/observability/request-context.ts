import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';

/** The name of one intended effect. `sent` is false when the client gave none and this service made it. */
export interface RequestKey {
  readonly key: string;
  readonly sent: boolean;
}

/** What belongs to one HTTP request, wherever in the code its work has got to. */
export class RequestContext {
  readonly startedAt = performance.now();
  /** Of a write; null for a read. */
  requestKey: RequestKey | null = null;

  constructor(
    readonly requestId: string,
    readonly response: ServerResponse,
  ) {}
}

const storage = new AsyncLocalStorage<RequestContext>();

/** The request this code runs for, or undefined outside of one (workers, the start). */
export function currentRequest(): RequestContext | undefined {
  return storage.getStore();
}

export function runInRequest(context: RequestContext, work: () => void): void {
  storage.run(context, work);
}
