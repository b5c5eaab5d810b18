import { Form } from './form.js';
import { invalidRequest, noSuch } from './stripe-fault.js';

interface Listed {
  readonly id: string;
  readonly created: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A page of what fits, newest first (https://docs.stripe.com/api/pagination). */
export function listOf<T extends Listed>(
  table: ReadonlyMap<string, T>,
  query: Form,
  url: string,
  fits: (row: T) => boolean,
): object {
  const limit = limitOf(query);
  const since = query.integer('created[gte]', 0);
  const rows = [...table.values()].filter((row) => row.created >= since && fits(row)).toReversed();
  const after = query.maybe('starting_after');
  const start = after === null ? 0 : rows.findIndex(({ id }) => id === after) + 1;
  if (after !== null && start === 0) throw noSuch('object', after, 'starting_after');
  return {
    object: 'list',
    url,
    has_more: rows.length > start + limit,
    data: rows.slice(start, start + limit),
  };
}

/** The search index knows what is older than its lag: it proves that something is there, not that it is not. */
export function searchOf<T extends Listed>(
  table: ReadonlyMap<string, T>,
  query: Form,
  url: string,
  lagS: number,
): object {
  const text = query.required('query');
  const match = /^metadata\['(\w+)'\]:'([^']*)'$/.exec(text);
  if (!match) throw invalidRequest(`This fake does not know the search query ${text}`, { param: 'query' });
  const [, name = '', value] = match;
  const indexedUntil = Date.now() / 1_000 - lagS;
  const data = [...table.values()]
    .filter((row) => row.created <= indexedUntil && row.metadata[name] === value)
    .slice(0, limitOf(query));
  return { object: 'search_result', url, has_more: false, next_page: null, data };
}

function limitOf(query: Form): number {
  const limit = query.integer('limit', 10);
  if (limit >= 1 && limit <= 100) return limit;
  throw invalidRequest('Invalid limit: must be between 1 and 100', { param: 'limit' });
}
