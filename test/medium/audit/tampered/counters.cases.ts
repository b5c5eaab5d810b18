import { changesOf, type RowChange } from './row-change.js';

/** What counts: quotas, allowances, roll-ups. */
export const COUNTERS: readonly RowChange[] = [
  ...changesOf(
    'billing_quotas',
    `quota_id = '$'`,
    ({ find }) => find(`SELECT quota_id FROM dev.billing_quotas WHERE scope_id = 'quentin'`),
    [{ name: "a quota's counter", law: 'quotas', set: 'quota_used = quota_used - 1', what: 'quota_used' }],
  ),
  ...changesOf(
    'billing_quotas',
    `quota_id = '$'`,
    ({ find }) => find(`SELECT quota_id FROM dev.billing_quotas WHERE scope_id = 'acme'`),
    [{ name: "a shared quota's counter", law: 'quotas', set: 'quota_used = 0', what: 'quota_used' }],
  ),
  ...changesOf('allowance_counters', `account_id = '$' AND source = 'sub-grace'`, () => 'user:grace', [
    {
      name: "an allowance's counter",
      law: 'allowances',
      set: 'used = used - 1',
      row: 'plain · sub-grace',
      what: 'used',
    },
  ]),
  ...changesOf('allowance_counters', `account_id = '$'`, () => 'user:alice', [
    {
      name: 'an allowance that is gone',
      law: 'allowances',
      set: null,
      row: 'tiered · free_tier',
      what: 'used',
    },
  ]),
  ...changesOf(
    'usage_rollups',
    `product_id = '$' AND user_id = 'alice' AND usage_hour < '2025-01-01'`,
    () => 'repriced',
    [
      {
        name: "a roll-up's sum",
        law: 'rollups',
        set: 'charged = charged + 1',
        row: 'cell ',
        what: 'charged',
      },
    ],
  ),
  ...changesOf('usage_rollups', `product_id = '$'`, () => 'dollars', [
    {
      name: "a roll-up's count",
      law: 'rollups',
      set: 'record_count = record_count + 1',
      row: 'cell ',
      what: 'record_count',
    },
    {
      name: 'a row in no cell',
      law: 'cells',
      set: 'cell = 77',
      row: 'usage_rollups',
      what: 'greatest cell, at most',
    },
  ]),
  ...changesOf('usage_rollups', `user_id = '$' AND refunded > 0`, () => 'dave', [
    { name: "a roll-up's refunds", law: 'rollups', set: 'refunded = 0', row: 'cell ', what: 'refunded' },
  ]),
  ...changesOf('usage_rollups', `product_id = '$'`, () => 'tokens', [
    { name: 'a roll-up that is gone', law: 'rollups', set: null, row: 'cell ', what: 'record_count' },
  ]),
];
