import { setTimeout } from 'node:timers/promises';

/** Ends early, and without a word, when `signal` is aborted: who pauses in a loop looks at it anyway. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => undefined);
}
