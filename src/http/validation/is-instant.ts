import { field, type FieldOptions, type Reading } from './field.js';

export interface InstantOptions extends FieldOptions {
  /** As the end of a half-open range, a date alone means the end of that day: the day is included. */
  readonly edge?: 'start' | 'end';
}

/** An ISO 8601 instant, as epoch milliseconds. Without an offset it is UTC; a date alone is its midnight. */
export function IsInstant(options: InstantOptions = {}): PropertyDecorator {
  return field('instant', (raw) => readInstant(raw, options.edge), options, {
    type: 'string',
    format: options.edge ? 'date or date-time' : 'date-time',
  });
}

const DAY_MS = 86_400_000;
const LAST_INSTANT_MS = Date.UTC(9999, 11, 31);
/** A `+` that was not escaped in a query string arrives as a space. */
const SHAPE =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:([Zz])|([+\- ])(\d{2}):?(\d{2}))?)?$/;
const RULE = 'must be an ISO 8601 time such as 2025-10-01T12:00:00Z or a date such as 2025-10-01';

export function readInstant(raw: unknown, edge?: 'start' | 'end'): Reading<number> {
  const match = typeof raw === 'string' ? SHAPE.exec(raw.trim()) : null;
  if (!match) return { rule: RULE };
  const [, date = '', clock = '00:00', seconds = '00', fraction = '', , sign, offsetHours, offsetMinutes] =
    match;
  const local = Date.parse(`${date}T${clock}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  // Date.parse takes the 30th of February for the 2nd of March.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(date))
    return { rule: 'is no date of the calendar' };
  const offset = offsetMs(sign, offsetHours, offsetMinutes);
  if (offset === null) return { rule: RULE };
  const wholeDay = edge === 'end' && match[2] === undefined;
  const instant = local - offset + (wholeDay ? DAY_MS : 0);
  if (instant < 0 || instant > LAST_INSTANT_MS) return { rule: 'must lie between the years 1970 and 9999' };
  return { value: instant };
}

function offsetMs(
  sign: string | undefined,
  hours: string | undefined,
  minutes: string | undefined,
): number | null {
  if (sign === undefined) return 0;
  const total = Number(hours) * 60 + Number(minutes);
  if (Number(hours) > 23 || Number(minutes) > 59) return null;
  return (sign === '-' ? -total : total) * 60_000;
}
