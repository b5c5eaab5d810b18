const SHORTEST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 5_000;

/** Between two looks for what is due: prices are asked for again when their own time has come, some looks later. */
export function pauseBetweenTurns({ refreshIntervalMs }: { readonly refreshIntervalMs: number }): number {
  return Math.min(Math.max(refreshIntervalMs / 4, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
}
