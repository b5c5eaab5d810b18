import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again until the answer is true; fails with `what` after ten seconds. */
export async function waitUntil(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await delay(10);
  }
}
