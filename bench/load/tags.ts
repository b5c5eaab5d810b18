let runs = 0;

/** The first part of the keys of one run: no two runs of the benchmark use the same key. */
export function nextTag(): string {
  runs += 1;
  return `bench-${runs.toString(36).padStart(4, '0')}`;
}
