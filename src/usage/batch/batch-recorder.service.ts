import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { BulkCharges } from '../../billing/charging/bulk-charges.service.js';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { JSON_TYPE, readBytes, refuseMediaType } from '../../http/body/body-reader.js';
import { BodyStream, ClientGone } from '../../http/body/body-stream.js';
import { Draining } from '../../http/draining.js';
import { ThrownErrors } from '../../http/problem/thrown-errors.js';
import { stopOf } from '../../http/request-end.js';
import type { RequestKey } from '../../http/idempotency/request-key.js';
import type { RequestContext } from '../../http/request-context.js';
import { BatchCount, isFailed } from './batch-count.js';
import { BatchRun } from './batch-run.js';
import { BatchSlots } from './batch-slots.js';
import type { BatchAnswerDto } from './dto/batch-answer.dto.js';
import { ItemResultMapper } from './item-result.mapper.js';
import { lineItems } from './line-items.js';
import { LineAnswer } from './line-answer.js';
import { checkedList, listItems, MAX_LIST_BYTES } from './list-items.js';

const LINES_TYPE =
  /^application\/(?:x-ndjson|ndjson|jsonl|jsonlines)\s*(?:;\s*charset="?utf-?8"?\s*)?;?\s*$/i;
const TYPES_NAMED = 'application/json or application/x-ndjson';
/** Of an answer that waits for its client, beside what the connection itself holds. */
const ANSWER_BUFFER_BYTES = 64 * 1024;

/** A batch request on its way: its context, its key, and what to leave out of the answer. */
export interface BatchRequest {
  readonly context: RequestContext;
  readonly requestKey: RequestKey;
  readonly onlyFailed: boolean;
}

/** Records batches of usage events, each item as a single call would record it. */
@Injectable()
export class BatchRecorder {
  constructor(
    private readonly charges: BulkCharges,
    private readonly slots: BatchSlots,
    private readonly errors: ThrownErrors,
    private readonly draining: Draining,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** The answer to a list, or the stream of an answer that goes on while the request's body comes. */
  async record(batch: BatchRequest): Promise<BatchAnswerDto | StreamableFile> {
    const { response } = batch.context;
    const request: IncomingMessage = response.req;
    try {
      refuseMediaType(request, [JSON_TYPE, LINES_TYPE], TYPES_NAMED);
      response.once('close', this.slots.take());
      const isList = JSON_TYPE.test(request.headers['content-type'] ?? '');
      return isList ? await this.recordList(request, batch) : this.recordLines(request, batch);
    } catch (error) {
      await new BodyStream(request, this.config.bulk.idleTimeoutMs).discard();
      throw error;
    }
  }

  private async recordList(request: IncomingMessage, batch: BatchRequest): Promise<BatchAnswerDto> {
    const { context, requestKey, onlyFailed } = batch;
    const texts = await checkedList(
      await readBytes(request, MAX_LIST_BYTES, this.config.http.bodyTimeoutMs),
      requestKey,
    );
    const run = new BatchRun(
      this.charges,
      listItems(texts, requestKey),
      stopOf(context.response, this.draining),
    );
    const mapper = new ItemResultMapper(this.errors, context.requestId);
    const count = new BatchCount();
    const results = [];
    for await (const answers of run.answers()) {
      for (const answer of answers) {
        const result = mapper.resultOf(count.next, answer);
        count.add(result);
        if (!onlyFailed || isFailed(result)) results.push(result);
      }
    }
    if (run.stoppedBy !== null && !(run.stoppedBy instanceof ClientGone)) {
      // What a stop left out was not begun, and says so.
      const refusal = mapper.refusalOf(run.stoppedBy);
      while (count.next < texts.length) {
        const result = mapper.refused(count.next, refusal);
        count.add(result);
        results.push(result);
      }
    }
    context.response.setTimeout(this.config.bulk.idleTimeoutMs, () => context.response.destroy());
    return { ...count.summary(), results };
  }

  private recordLines(request: IncomingMessage, batch: BatchRequest): StreamableFile {
    const { context, requestKey, onlyFailed } = batch;
    const { response } = context;
    const { idleTimeoutMs, lines } = this.config.bulk;
    const body = new BodyStream(request, idleTimeoutMs);
    const stop = stopOf(response, this.draining);
    const run = new BatchRun(this.charges, lineItems(body, stop.signal, requestKey, lines), stop);
    const mapper = new ItemResultMapper(this.errors, context.requestId);
    const answer = new LineAnswer(run, mapper, { body, response, onlyFailed, idleTimeoutMs });
    const text = Readable.from(answer.lines(), { objectMode: false, highWaterMark: ANSWER_BUFFER_BYTES });
    return new StreamableFile(text, { type: 'application/x-ndjson' });
  }
}
