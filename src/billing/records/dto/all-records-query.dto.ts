import { MAX_LIMIT } from '../../../http/paging/page-query.dto.js';
import { field } from '../../../http/validation/field.js';
import { OptionalId } from '../../../http/validation/is-id.js';
import { RecordFilterQuery } from './record-filter-query.dto.js';

export const DEFAULT_PAGE_SIZE = 50;

export class AllRecordsQuery extends RecordFilterQuery {
  /** Records of this user. */
  @OptionalId()
  user_id?: string;

  /** Page of the list, from 1. With it or `page_size` the answer is `{records, total, page, page_size}`. */
  @PlatformPage(Number.MAX_SAFE_INTEGER, 1)
  page?: number;

  /** Records on a page. Not together with `limit`, `offset` or `cursor`. */
  @PlatformPage(MAX_LIMIT, DEFAULT_PAGE_SIZE)
  page_size?: number;
}

/** Two ways to page in one question have no one answer. */
function PlatformPage(max: number, defaultValue: number): PropertyDecorator {
  const schema = {
    type: 'integer',
    minimum: 1,
    ...(max <= MAX_LIMIT && { maximum: max }),
    default: defaultValue,
  };
  return field(
    'page',
    (raw, siblings) => {
      const clash = ['limit', 'offset', 'cursor'].find((name) => siblings[name] !== undefined);
      if (clash) return { rule: `and ${clash} cannot be used together` };
      const value = Number(/^\d{1,9}$/.test(String(raw)) ? raw : 0);
      return value >= 1 && value <= max ? { value } : { rule: `must be a whole number from 1 to ${max}` };
    },
    { optional: true },
    schema as object,
  );
}
