import type { RawSample } from './closed-loop.js';

/** One sample of several processes that ran at the same time. The server's CPU time is one and the same to all. */
export function mergeSamples(samples: readonly RawSample[]): RawSample {
  const latenciesMs = new Float32Array(samples.reduce((sum, sample) => sum + sample.latenciesMs.length, 0));
  let offset = 0;
  for (const sample of samples) {
    latenciesMs.set(sample.latenciesMs, offset);
    offset += sample.latenciesMs.length;
  }
  const node = samples.map((sample) => sample.cpuSeconds['node'] ?? NaN).reduce((sum, cpu) => sum + cpu, 0);
  return {
    answered: samples.reduce((sum, sample) => sum + sample.answered, 0),
    latenciesMs: latenciesMs.sort(),
    cpuSeconds: { node, postgres: samples[0]?.cpuSeconds['postgres'] ?? null },
  };
}
