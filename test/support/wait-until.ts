import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again until the answer is true; fails with `what` after ten seconds, or the time given. */
export async function waitUntil(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await delay(10);
  }
}
