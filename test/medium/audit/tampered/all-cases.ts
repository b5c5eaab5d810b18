import { ACCOUNTS } from './accounts.cases.js';
import { ANSWERS } from './answers.cases.js';
import { COUNTERS } from './counters.cases.js';
import { EVENTS } from './events.cases.js';
import { MONEY } from './money.cases.js';
import { OUTSIDE } from './outside.cases.js';
import { PRICES } from './prices.cases.js';
import { RECORDS } from './records.cases.js';
import type { RowChange } from './row-change.js';

/** Every way in which a row is changed behind the service's back. */
export const CHANGES: readonly RowChange[] = [
  ...MONEY,
  ...RECORDS,
  ...EVENTS,
  ...ANSWERS,
  ...COUNTERS,
  ...ACCOUNTS,
  ...OUTSIDE,
  ...PRICES,
];
