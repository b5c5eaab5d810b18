import type { ServerResponse } from 'node:http';
import { type BodyStream, ClientGone } from '../../http/body/body-stream.js';
import { BatchCount, isFailed } from './batch-count.js';
import type { BatchRun, ItemAnswer } from './batch-run.js';
import type { ItemResultMapper } from './item-result.mapper.js';

interface LineAnswerOptions {
  readonly body: BodyStream;
  readonly response: ServerResponse;
  readonly onlyFailed: boolean;
  /** How long the client may not read before the connection is ended. */
  readonly idleTimeoutMs: number;
}

/** The answer to an NDJSON stream: a line for each item in their order, and at the end the summary. */
export class LineAnswer {
  private readonly count = new BatchCount();

  constructor(
    private readonly run: BatchRun,
    private readonly mapper: ItemResultMapper,
    private readonly options: LineAnswerOptions,
  ) {}

  async *lines(): AsyncGenerator<string> {
    for await (const answers of this.run.answers()) {
      const text = this.textOf(answers);
      if (text !== '') yield* this.whileRead(text);
    }
    const { stoppedBy } = this.run;
    if (stoppedBy instanceof ClientGone) return;
    // From here on nothing is waited for but the client.
    const { response, body, idleTimeoutMs } = this.options;
    response.setTimeout(idleTimeoutMs, () => response.destroy());
    yield this.summary(stoppedBy);
    if (stoppedBy !== null) await body.discard();
  }

  private textOf(answers: readonly ItemAnswer[]): string {
    let text = '';
    for (const answer of answers) {
      const result = this.mapper.resultOf(this.count.next, answer);
      this.count.add(result);
      if (!this.options.onlyFailed || isFailed(result)) text += `${JSON.stringify(result)}\n`;
    }
    return text;
  }

  private summary(stoppedBy: unknown): string {
    const summary = this.count.summary();
    if (stoppedBy === null) return `${JSON.stringify(summary)}\n`;
    const { problem } = this.mapper.refused(0, this.mapper.refusalOf(stoppedBy));
    return `${JSON.stringify({ ...summary, problem })}\n`;
  }

  /** Hands text out, and ends the connection of a client that does not take it. */
  private *whileRead(text: string): Generator<string> {
    const { response, idleTimeoutMs } = this.options;
    const timer = setTimeout(() => response.destroy(), idleTimeoutMs);
    try {
      yield text;
    } finally {
      clearTimeout(timer);
    }
  }
}
