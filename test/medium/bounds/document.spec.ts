import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { MAX_GROUPS, MAX_PERIODS } from '../../../src/analytics/aggregations.read-model.js';
import { COUNT_LIMIT } from '../../../src/billing/records/record-list.read-model.js';
import { MAX_BALANCES } from '../../../src/engine/remote-standing.js';
import { MAX_CELLS_AT_ONCE } from '../../../src/billing/settlement/attempts/attempt-claims.js';
import { MAX_CALLS, MAX_WAITING } from '../../../src/billing/settlement/calls/settlement.runner.js';
import { MAX_WAITS } from '../../../src/billing/settlement/settlement-waits.js';
import { MAX_UNPRICED_PRODUCTS } from '../../../src/billing/unpriced/unpriced-usage.service.js';
import '../../../src/config/environment.js';
import { VARIABLES } from '../../../src/config/variable.js';
import { SILENCE_MS } from '../../../src/database/connections/data-source.js';
import { MIGRATION_WAIT_MS } from '../../../src/database/schema/migrate.js';
import { MAX_JSON_NUMBER_DIGITS } from '../../../src/domain/decimal.js';
import * as LIMITS from '../../../src/domain/limits.js';
import type { ProblemCode } from '../../../src/domain/problems/problem-codes.js';
import { MAX_WAITING_OWNERS } from '../../../src/engine/owner-directory.js';
import { MAX_DEPTH } from '../../../src/http/body/json-text.js';
import * as CONNECTIONS from '../../../src/http/connection-bounds.js';
import { MAX_INSTANCES } from '../../../src/integrations/consul/instances.js';
import * as UPSTREAM_BOUNDS from '../../../src/integrations/upstream/calls/pooled-upstream-http.js';
import { MAX_LIMIT, MAX_OFFSET } from '../../../src/http/paging/page-query.dto.js';
import { MAX_LISTED_PAYMENTS } from '../../../src/integrations/stripe/stripe-search.js';
import {
  DISPUTE_RETENTION_DAYS,
  EVENT_RETENTION_DAYS,
  MAX_EVENT_TRIES,
  MAX_EVENTS,
} from '../../../src/integrations/stripe/webhooks/stripe-event.worker.js';
import { SIGNATURE_TOLERANCE_MS } from '../../../src/integrations/stripe/webhooks/stripe-webhook.service.js';
import { STATUS_OF } from '../../../src/http/problem/status-of.js';
import {
  ABSENCE_MS,
  MAX_ABSENCES,
  UNANSWERED_MS,
} from '../../../src/integrations/product/remote/absences.js';
import { MAX_REFRESHES } from '../../../src/integrations/product/remote/price-refresh.service.js';
import {
  MAX_FETCHES,
  MAX_PRICE_WAIT_MS,
  MAX_WAITING_FETCHES,
} from '../../../src/integrations/product/remote/unknown-products.js';
import { MAX_LINE_BYTES } from '../../../src/usage/batch/batch-item.js';
import { MAX_LIST_BYTES, MAX_LIST_ITEMS } from '../../../src/usage/batch/list-items.js';
import { MAX_ID_CHARACTERS } from '../../../src/http/validation/is-id.js';
import { MAX_SEARCHED_PAYMENTS } from '../../../src/integrations/payment/payment-search.js';
import { MAX_SEARCHED_PAGES } from '../../../src/integrations/wallet/remote/find-transaction.js';
import { MAX_LISTED_PAGES } from '../../../src/integrations/wallet/remote/matching-transactions.js';
import { MAX_REMEMBERED_WALLETS } from '../../../src/integrations/wallet/remote/wallet-ids.js';

/** Variables that bound nothing of the running service. */
const NO_BOUNDS = ['BILLING_SERVICE_PORT', 'CELLS', 'CLOCK_OFFSET_MS'];

const CONSTANTS: Readonly<Record<string, unknown>> = {
  ...LIMITS,
  ...CONNECTIONS,
  ...UPSTREAM_BOUNDS,
  COUNT_LIMIT,
  DISPUTE_RETENTION_DAYS,
  EVENT_RETENTION_DAYS,
  MAX_BALANCES,
  MAX_CALLS,
  MAX_CELLS_AT_ONCE,
  MAX_DEPTH,
  MAX_EVENTS,
  MAX_EVENT_TRIES,
  ABSENCE_MS,
  MAX_ABSENCES,
  MAX_FETCHES,
  MAX_GROUPS,
  MAX_ID_CHARACTERS,
  MAX_INSTANCES,
  MAX_JSON_NUMBER_DIGITS,
  MAX_LIMIT,
  MAX_LINE_BYTES,
  MAX_LIST_BYTES,
  MAX_LIST_ITEMS,
  MAX_LISTED_PAYMENTS,
  MAX_OFFSET,
  MAX_LISTED_PAGES,
  MAX_PERIODS,
  MAX_REMEMBERED_WALLETS,
  MAX_SEARCHED_PAGES,
  MAX_SEARCHED_PAYMENTS,
  MAX_PRICE_WAIT_MS,
  MAX_REFRESHES,
  MAX_UNPRICED_PRODUCTS,
  MAX_WAITING,
  MAX_WAITING_FETCHES,
  MAX_WAITING_OWNERS,
  MAX_WAITS,
  MIGRATION_WAIT_MS,
  SIGNATURE_TOLERANCE_MS,
  SILENCE_MS,
  UNANSWERED_MS,
};

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  KiB: 1024,
  MiB: 1024 * 1024,
  days: 1,
};

interface Row {
  readonly what: string;
  readonly bound: string;
  readonly setBy: string;
  readonly answer: string;
  readonly test: string;
}

const page = readFileSync('docs/bounds.md', 'utf8');
const rows: Row[] = page
  .split('\n')
  .filter((line) => /^\| (?!what |-)/.test(line))
  .map((line) => {
    const [what = '', bound = '', setBy = '', answer = '', , test = ''] = line
      .slice(1)
      .split('|')
      .map((cell) => cell.trim());
    return { what, bound, setBy, answer, test };
  });

/** `4,096`, `10 s`, `1 MiB`: the number in the unit of the code. Null for words. */
function numberIn(bound: string): number | null {
  const [, digits, unit = ''] = /^([\d,]+) ?([A-Za-z]*)$/.exec(bound) ?? [];
  const factor = UNITS[unit];
  return digits === undefined || factor === undefined ? null : Number(digits.replaceAll(',', '')) * factor;
}

const named = rows.flatMap(({ setBy, ...row }) => {
  const name = /^`([A-Z][A-Z0-9_]+)`$/.exec(setBy)?.[1];
  return name === undefined ? [] : [{ ...row, name }];
});

describe('the page of bounds', () => {
  it('has a row for every variable that bounds something', () => {
    const numeric = VARIABLES.filter(({ rule }) => rule.startsWith('a whole number')).map(({ name }) => name);
    const missing = numeric.filter(
      (name) => !NO_BOUNDS.includes(name) && !named.some((row) => row.name === name),
    );
    expect(missing).toEqual([]);
  });

  it.each(named.map((row) => [row.name, row] as const))('gives %s as the code has it', (name, { bound }) => {
    const variable = VARIABLES.find((candidate) => candidate.name === name);
    if (!variable) {
      expect(CONSTANTS).toHaveProperty(name);
      expect(numberIn(bound)).toBe(CONSTANTS[name]);
      return;
    }
    // Defaults that follow from other variables are words in both places.
    if (/^\d+$/.test(variable.default ?? '') && numberIn(bound) !== null) {
      expect(numberIn(bound)).toBe(Number(variable.default));
    } else expect(numberIn(bound)).toBeNull();
  });

  it('gives each problem its status', () => {
    const told = rows.flatMap(({ answer }) => [...answer.matchAll(/(\d{3}) `([a-z_]+)`/g)]);
    const wrong = told.filter(([, status, code]) => {
      const known = STATUS_OF[code as ProblemCode];
      return status === '202' ? code !== 'processing' : known !== Number(status);
    });
    expect(told.length).toBeGreaterThan(20);
    expect(wrong.map(([text]) => text)).toEqual([]);
  });

  it('names a test for each bound', () => {
    expect(rows.length).toBeGreaterThan(40);
    expect(rows.filter(({ test }) => !existsSync(test)).map(({ what, test }) => `${what}: ${test}`)).toEqual(
      [],
    );
  });
});
