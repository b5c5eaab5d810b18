/**
 * Loaded into a service before its own code (`--import`): ends it when the benchmark is gone, and tells its memory
 * after a forced collection where Node runs with `--expose-gc`.
 */
import { getEventListeners } from 'node:events';
import type { Reply } from './child.js';
import type { MemoryFigures } from './memory-figures.js';

process.on('message', ({ id }: { readonly id: number }) => {
  // Twice: what the first one finalizes only the second one frees.
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  const result: MemoryFigures = { rssBytes: rss, heapUsedBytes: heapUsed };
  process.send?.({ id, result } satisfies Reply);
});
process.once('disconnect', () => {
  // The service stops by itself once it listens to the signal; before that there is nothing to stop.
  if (getEventListeners(process, 'SIGTERM').length > 0) process.kill(process.pid, 'SIGTERM');
  else process.exit(1);
});
// The channel alone keeps no service running.
process.channel?.unref();
