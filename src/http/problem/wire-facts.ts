import { decimal, formatMoney } from '../../domain/decimal.js';
import type { Facts } from '../../domain/problems/problems.js';

/** Facts that are amounts of money. The others are quantities, ids, times, words: they go out as they are. */
const MONEY: readonly string[] = ['balance', 'required'];

/** Facts as the wire has them: money with its two decimals. */
export function wireFacts(facts: Facts): Facts {
  const money = MONEY.filter((name) => typeof facts[name] === 'string');
  if (money.length === 0) return facts;
  const formatted = money.map((name) => [name, formatMoney(decimal(facts[name] as string))]);
  return { ...facts, ...(Object.fromEntries(formatted) as Facts) };
}
