import { changesOf, rowOfAccount, type Past, type RowChange } from './row-change.js';

function quotaOf(scopeId: string) {
  const pick = ({ find }: Past) =>
    find(`SELECT quota_id FROM dev.billing_quotas WHERE scope_id = '${scopeId}'`);
  return { table: 'billing_quotas', where: `quota_id = '$'`, pick };
}

/** What counts: quotas, allowances, roll-ups. */
export const COUNTERS: readonly RowChange[] = [
  ...changesOf(quotaOf('quentin'), [
    ["a quota's counter", 'quotas', 'quota_used = quota_used - 1', 'quota_used'],
  ]),
  ...changesOf(quotaOf('acme'), [["a shared quota's counter", 'quotas', 'quota_used = 0', 'quota_used']]),
  ...changesOf(
    {
      table: 'allowance_counters',
      where: `account_id = '$' AND source = 'sub-grace'`,
      pick: () => 'user:grace',
    },
    [["an allowance's counter", 'allowances', 'used = used - 1', 'used', 'plain · sub-grace']],
  ),
  ...changesOf(rowOfAccount('allowance_counters', 'user:alice'), [
    ['an allowance that is gone', 'allowances', null, 'used', 'tiered · free_tier'],
  ]),
  ...changesOf(
    {
      table: 'usage_rollups',
      where: `product_id = '$' AND user_id = 'alice' AND usage_hour < '2025-01-01'`,
      pick: () => 'repriced',
    },
    [["a roll-up's sum", 'rollups', 'charged = charged + 1', 'charged', 'cell ']],
  ),
  ...changesOf({ table: 'usage_rollups', where: `product_id = '$'`, pick: () => 'dollars' }, [
    ["a roll-up's count", 'rollups', 'record_count = record_count + 1', 'record_count', 'cell '],
    ['a row in no cell', 'cells', 'cell = 77', 'greatest cell, at most', 'usage_rollups'],
  ]),
  ...changesOf({ table: 'usage_rollups', where: `user_id = '$' AND refunded > 0`, pick: () => 'dave' }, [
    ["a roll-up's refunds", 'rollups', 'refunded = 0', 'refunded', 'cell '],
  ]),
  ...changesOf({ table: 'usage_rollups', where: `product_id = '$'`, pick: () => 'tokens' }, [
    ['a roll-up that is gone', 'rollups', null, 'record_count', 'cell '],
  ]),
];
