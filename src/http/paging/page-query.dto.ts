import { field } from '../validation/field.js';
import { IsInteger } from '../validation/is-integer.js';
import { type Cursor, readCursor } from './cursor.js';

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 500;
export const MAX_OFFSET = 10_000;

/** How much of a list, and from where: `offset` for the first pages, `cursor` for any number of rows. */
export class PageQuery {
  @IsInteger({
    optional: true,
    min: 1,
    max: MAX_LIMIT,
    default: DEFAULT_LIMIT,
    description: 'Most rows in the answer.',
  })
  limit: number = DEFAULT_LIMIT;

  @IsInteger({
    optional: true,
    min: 0,
    max: MAX_OFFSET,
    default: 0,
    description: 'Rows to skip. Beyond 10,000 go on with `cursor`. Not together with `cursor`.',
  })
  offset: number = 0;

  @IsCursor()
  cursor?: Cursor;
}

function IsCursor(): PropertyDecorator {
  const description = '`next_cursor` of the last answer: the rows after it. Not together with `offset`.';
  return field(
    'cursor',
    (raw, siblings) =>
      siblings.offset === undefined ? readCursor(raw) : { rule: 'and offset cannot be used together' },
    { optional: true, description },
    { type: 'string' },
  );
}
