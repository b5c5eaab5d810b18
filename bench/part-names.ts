/** In the order in which they run. */
export const PART_NAMES = [
  'engine',
  'refusals',
  'http',
  'remote',
  'batch',
  'batch-size',
  'cells',
  'accounts',
  'stored',
  'processes',
  'storage',
  'memory',
] as const;

export type PartName = (typeof PART_NAMES)[number];

/** Several parts by one name. */
export const GROUPS: Readonly<Record<string, readonly PartName[]>> = {
  scaling: ['batch-size', 'cells', 'accounts', 'stored', 'processes', 'storage'],
};
