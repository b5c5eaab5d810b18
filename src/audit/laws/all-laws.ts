import type { Law } from '../law.js';
import { ATTEMPTS } from './attempts.sql.js';
import { BALANCES, RUNNING_BALANCES } from './balances.sql.js';
import { CARRIED } from './carried.sql.js';
import { ALLOWANCES, QUOTAS } from './counters.sql.js';
import { EVENT_NUMBERS, EVENT_TIMES, RECORD_EVENTS } from './events.sql.js';
import { KEYS } from './keys.sql.js';
import { LEASES, UPSTREAM_WALLETS } from './leases.sql.js';
import { ACCOUNTS, CELLS } from './places.sql.js';
import { POSTINGS, TRANSFERS, WALLET_ANSWERS } from './postings.sql.js';
import { UPSTREAM_PRICES } from './prices.sql.js';
import { CHARGES, RECORDS } from './records.sql.js';
import { ROLLUPS } from './rollups.sql.js';

/** From money to what follows from it. */
export const LAWS: readonly Law[] = [
  BALANCES,
  RUNNING_BALANCES,
  POSTINGS,
  WALLET_ANSWERS,
  TRANSFERS,
  RECORDS,
  CHARGES,
  ATTEMPTS,
  LEASES,
  UPSTREAM_WALLETS,
  CARRIED,
  KEYS,
  EVENT_NUMBERS,
  EVENT_TIMES,
  RECORD_EVENTS,
  QUOTAS,
  ALLOWANCES,
  ROLLUPS,
  UPSTREAM_PRICES,
  ACCOUNTS,
  CELLS,
];
