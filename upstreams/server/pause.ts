import { setTimeout as sleep } from 'node:timers/promises';

/** Waits so long by the clock; a timer alone may fire up to a millisecond early. */
export async function pause(ms: number): Promise<void> {
  const until = performance.now() + ms;
  for (let left = ms; left > 0; left = until - performance.now()) await sleep(Math.ceil(left));
}
