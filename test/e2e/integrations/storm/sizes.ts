import { randomInt } from 'node:crypto';
import { GENERATIONS } from '../../../../upstreams/server/fake.js';

/** A soak is a run of so many charges and more. */
const SOAK_CHARGES = 5_000;

export const CHARGES = Number(process.env.UPSTREAM_CHARGES ?? 400);
export const SEED = Number(process.env.FAULT_SEED ?? randomInt(2 ** 31));
/** Of the platform's APIs. */
export const GENERATION = GENERATIONS.find((name) => name === process.env.UPSTREAM_GENERATION) ?? 'v2';

const isSoak = CHARGES >= SOAK_CHARGES;
export const KILLS = isSoak ? 20 : 2;
/** How long one upstream is down while a process is killed, and how long all of them are in the end. */
export const DOWN_MS = isSoak ? 5_000 : 2_000;
export const ALL_DOWN_MS = isSoak ? 60_000 : 3_000;
export const DRAIN_MS = isSoak ? 300_000 : 120_000;

/** Most that a storm of so many charges may take before it hangs. */
export function limitMs(charges: number): number {
  return 180_000 + charges * 200;
}
