/** How long ago something began, in milliseconds. */
export type Stopwatch = () => number;

/** By whichever clock says more, as one stands still with the machine and one can be set. */
export function stopwatch(): Stopwatch {
  const [wall, steady] = [Date.now(), performance.now()];
  return () => Math.max(Date.now() - wall, performance.now() - steady);
}
