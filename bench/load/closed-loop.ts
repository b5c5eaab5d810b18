/** How much load for how long. */
export interface Pace {
  readonly callers: number;
  /** Before the window: fills pools, plans and caches. */
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** What a process saw of one run, before anything is computed from it. */
export interface RawSample {
  /** All that were answered, also before and after the window. */
  readonly answered: number;
  /** Of those answered within the window, in ascending order. */
  readonly latenciesMs: Float32Array;
  /** CPU seconds within the window; null where the system does not tell. */
  readonly cpuSeconds: Readonly<Record<string, number | null>>;
  /** Sent to the server for all that were answered, where the contender counts them. */
  readonly statements?: number;
}

/** CPU seconds so far, by what is watched. */
export type CpuMeter = () => Record<string, number | null>;

/**
 * A closed loop: each caller sends its next charge when the last one is answered. `charge` gets the number of the
 * charge, and the caller's.
 */
export async function closedLoop(
  { callers, warmUpMs, measureMs }: Pace,
  charge: (n: number, caller: number) => Promise<void>,
  cpu: CpuMeter,
): Promise<RawSample> {
  const latenciesMs: number[] = [];
  const fromMs = performance.now() + warmUpMs;
  const untilMs = fromMs + measureMs;
  let sent = 0;
  const call = async (caller: number): Promise<void> => {
    for (let sentMs = performance.now(); sentMs < untilMs;) {
      await charge(sent++, caller);
      const answeredMs = performance.now();
      if (answeredMs >= fromMs && answeredMs < untilMs) latenciesMs.push(answeredMs - sentMs);
      sentMs = answeredMs;
    }
  };
  const cpuSeconds = metered(cpu, warmUpMs, measureMs);
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return {
    answered: sent,
    latenciesMs: Float32Array.from(latenciesMs).sort(),
    cpuSeconds: await cpuSeconds,
  };
}

/** What is spent between the two ends of the window. */
function metered(cpu: CpuMeter, warmUpMs: number, measureMs: number): Promise<Record<string, number | null>> {
  return new Promise((resolve) => {
    setTimeout(() => {
      const before = cpu();
      setTimeout(() => resolve(spentSince(before, cpu())), measureMs);
    }, warmUpMs);
  });
}

function spentSince(
  before: Record<string, number | null>,
  after: Record<string, number | null>,
): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(after).map(([what, seconds]) => {
      const earlier = before[what] ?? null;
      return [what, seconds === null || earlier === null ? null : seconds - earlier];
    }),
  );
}
