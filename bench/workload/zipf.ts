/** Drawn beforehand, so that drawing costs nothing within the measurement. */
const PICKS = 65_536;

/** Numbers below `count`, of which k comes up in proportion to 1/(k+1). The same every time. */
export function zipfPicks(count: number): Uint32Array {
  const cumulated = new Float64Array(count);
  let sum = 0;
  for (let k = 0; k < count; k += 1) cumulated[k] = sum += 1 / (k + 1);
  const random = randomNumbers(20_251_122);
  return Uint32Array.from({ length: PICKS }, () => firstAbove(cumulated, random() * sum));
}

function firstAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Between 0 and 1; a multiplicative congruential generator (Lehmer's), good enough to mix payers. */
function randomNumbers(seed: number): () => number {
  const modulus = 2_147_483_647;
  let state = seed % modulus;
  return () => {
    state = (state * 48_271) % modulus;
    return state / modulus;
  };
}
