import { type ApiResponseOptions, getSchemaPath } from '@nestjs/swagger';
import { RecordUsageDto } from '../dto/record-usage.dto.js';
import { BatchAnswerDto } from './dto/batch-answer.dto.js';
import { BatchSummaryDto } from './dto/batch-summary.dto.js';
import { ItemResultDto } from './dto/item-result.dto.js';
import { MAX_LIST_ITEMS } from './list-items.js';

const LIST = { type: 'array', maxItems: MAX_LIST_ITEMS, items: { $ref: getSchemaPath(RecordUsageDto) } };

const LINE = {
  user_id: 'user123',
  product_id: 'gpt-4',
  service_type: 'model_inference',
  usage_amount: 1000,
  request_id: 'job-17',
};
const RESULT = { index: 0, status: 200, billing_id: 'bill_0199d0a1b2c3700180f3a5c7d9e1b203' };
const SUMMARY = { total: 2, completed: 2, failed: 0, replayed: 0 };

/** The two bodies that the route takes. */
export const BATCH_BODY = {
  required: true,
  description: `A JSON list of at most ${MAX_LIST_ITEMS} usage events and 10 MiB; or NDJSON, one event a line, at most 1,000,000 lines of 64 KiB.`,
  content: {
    'application/json': {
      schema: {
        oneOf: [LIST, { type: 'object', required: ['items'], properties: { items: LIST } }],
      },
    },
    'application/x-ndjson': {
      schema: { type: 'string', description: 'A usage event as JSON on each line.' },
      example: linesOf({ ...LINE, request_id: 'job-18' }, { ...LINE, request_id: 'job-19' }),
    },
  },
};

/** The two answers, each to its kind of body. */
export const BATCH_ANSWER: ApiResponseOptions = {
  status: 200,
  description:
    'Reading began: each item has its own outcome. A list is answered with a document, a stream with a stream.',
  content: {
    'application/json': { schema: { $ref: getSchemaPath(BatchAnswerDto) } },
    'application/x-ndjson': {
      schema: {
        oneOf: [{ $ref: getSchemaPath(ItemResultDto) }, { $ref: getSchemaPath(BatchSummaryDto) }],
      },
      example: linesOf(RESULT, { ...RESULT, index: 1 }, SUMMARY),
    },
  },
};

function linesOf(...objects: object[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('');
}
