import { type DestinationStream, levels } from 'pino';
import type { LokiStream } from './loki-stream.js';

/** pino sets `lastLevel` before each line on a destination that has this mark. */
const METADATA: unique symbol = Symbol.for('pino.metadata');

/** Every line goes to the first destination, and to Loki. */
export class TwoStreams implements DestinationStream {
  readonly [METADATA] = true;
  lastLevel = 0;

  constructor(
    private readonly first: DestinationStream,
    private readonly loki: Pick<LokiStream, 'take'>,
  ) {}

  write(line: string): void {
    this.first.write(line);
    this.loki.take(levels.labels[this.lastLevel] ?? 'info', line.trimEnd());
  }
}
