export interface MemoryFigures {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
}
