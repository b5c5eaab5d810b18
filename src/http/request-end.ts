import type { ServerResponse } from 'node:http';
import { ClientGone } from './body/body-stream.js';
import type { Draining } from './draining.js';

/** Tells a request that goes on and on to stop: when its client has gone, or when the process drains. */
export function stopOf(response: ServerResponse, draining: Draining): AbortController {
  const stop = new AbortController();
  const drain = (): void => stop.abort(draining.begun.reason);
  if (draining.begun.aborted) drain();
  draining.begun.addEventListener('abort', drain);
  response.once('close', () => {
    draining.begun.removeEventListener('abort', drain);
    stop.abort(new ClientGone('The client has gone'));
  });
  return stop;
}
