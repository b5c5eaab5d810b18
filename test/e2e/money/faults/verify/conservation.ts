import { textOf, unitsOf, type Units } from '../../../../../src/cli/replay/exact-amount.js';
import type { Books } from '../../../../support/database/books.js';
import { isFinal, type Effect } from '../load/command.js';
import type { CommandHistory } from '../load/command-log.js';
import { OPENING, type World } from '../world.js';

/** Money of each user by the answers alone: purse to amount. */
class Purses {
  private readonly amounts = new Map<string, Units>();

  add(user: string, purse: 'wallet' | 'credits', amount: string, sign: 1n | -1n): void {
    const name = `${user} ${purse}`;
    this.amounts.set(name, (this.amounts.get(name) ?? 0n) + sign * unitsOf(amount));
  }

  of(name: string): Units {
    return this.amounts.get(name) ?? 0n;
  }

  get names(): string[] {
    return [...this.amounts.keys()];
  }
}

/**
 * Where every command is answered: each wallet and each purse of credits holds what the answers say, to the last
 * digit. Calculated from the client's logs, with nothing of the service.
 */
export async function faultsOfPurses(
  database: Books,
  world: World,
  histories: readonly CommandHistory[],
): Promise<string[]> {
  const purses = new Purses();
  for (const user of Object.keys(world.wallets)) purses.add(user, 'wallet', OPENING, 1n);
  const paidFrom = new Map<string, string>();
  for (const { command, answers } of histories) {
    if (command.effect.as !== 'record') continue;
    for (const { body } of answers) {
      if (typeof body['billing_id'] === 'string') paidFrom.set(body['billing_id'], command.effect.from);
    }
  }
  for (const { command, answers } of histories) {
    const done = answers.find(isFinal);
    if (done && done.status < 300) move(purses, command.effect, paidFrom);
  }
  const found = await database.query<{ account_id: string; available: string; credits: string }>(
    `SELECT account_id, available::text, credits::text FROM ${database.schema}.balances`,
  );
  const held = new Map<string, Units>();
  for (const { account_id, available, credits } of found) {
    const user = account_id.replace(/^user:/, '');
    held.set(`${user} wallet`, unitsOf(available));
    held.set(`${user} credits`, unitsOf(credits));
  }
  return [...new Set([...purses.names, ...held.keys()])]
    .filter((name) => purses.of(name) !== (held.get(name) ?? 0n))
    .map((name) => `${name} should be ${textOf(purses.of(name))}, is ${textOf(held.get(name) ?? 0n)}`);
}

function move(purses: Purses, effect: Effect, paidFrom: ReadonlyMap<string, string>): void {
  const { as, user, amount } = effect;
  switch (as) {
    case 'record':
      if (effect.from === 'wallet' || effect.from === 'credits') purses.add(user, effect.from, amount, -1n);
      return;
    case 'payment':
    case 'refund': {
      const from = paidFrom.get(effect.billingId);
      if (from === 'wallet' || from === 'credits') purses.add(user, from, amount, as === 'refund' ? 1n : -1n);
      return;
    }
    case 'withdraw':
      return purses.add(user, 'wallet', amount, -1n);
    case 'grant_credits':
      return purses.add(user, 'credits', amount, 1n);
    case 'transfer':
      purses.add(user, 'wallet', amount, -1n);
      return purses.add(effect.to, 'wallet', amount, 1n);
    case 'deposit':
    case 'wallet':
      return purses.add(user, 'wallet', amount, 1n);
  }
}

/** Sentences about money that moves outside the accounts; each statement finds the rows that break one. */
const LAWS: Readonly<Record<string, (s: string) => string>> = {
  'no payment and no transfer is stuck': (s) =>
    `SELECT attempt_id, kind, state FROM ${s}.settlement_attempts WHERE state IN ('created', 'unknown')`,
  'no record is left under way': (s) =>
    `SELECT billing_id FROM ${s}.billing_records WHERE billing_status = 'processing'`,
  'a card paid each paid record once, and no other': (s) => `
    SELECT r.billing_id FROM ${s}.billing_records r
      LEFT JOIN ${s}.settlement_attempts a ON a.billing_id = r.billing_id AND a.kind = 'payment'
      LEFT JOIN ${s}.sandbox_payments p
             ON p.idempotency_key = a.attempt_id AND p.status = 'succeeded' AND p.amount = r.total_amount
     WHERE r.billing_method = 'payment_charge'
     GROUP BY r.billing_id, r.billing_status
    HAVING count(p.*) <> CASE WHEN r.billing_status IN ('completed', 'refunded') THEN 1 ELSE 0 END`,
  'a card got each refund of its payments once': (s) => `
    SELECT r.billing_id FROM ${s}.billing_records r
      LEFT JOIN ${s}.settlement_attempts a ON a.billing_id = r.billing_id AND a.kind = 'payment_refund'
      LEFT JOIN ${s}.sandbox_payments p
             ON p.idempotency_key = a.attempt_id AND p.status = 'succeeded' AND p.amount = r.total_amount
     WHERE r.billing_method = 'payment_charge'
     GROUP BY r.billing_id, r.billing_status
    HAVING count(p.*) <> CASE WHEN r.billing_status = 'refunded' THEN 1 ELSE 0 END`,
  'the sandbox took no money that is on no record': (s) => `
    SELECT p.idempotency_key FROM ${s}.sandbox_payments p
     WHERE NOT EXISTS (SELECT FROM ${s}.settlement_attempts a WHERE a.attempt_id = p.idempotency_key)`,
  'what a transfer took arrived': (s) => `
    SELECT reference_id FROM ${s}.postings WHERE operation IN ('transfer_out', 'transfer_in')
     GROUP BY reference_id
    HAVING count(*) FILTER (WHERE operation = 'transfer_out') <> 1
        OR count(*) FILTER (WHERE operation = 'transfer_in') <> 1
        OR min(amount) <> max(amount)`,
};

export async function faultsOfSettlements(database: Books): Promise<string[]> {
  const faults: string[] = [];
  for (const [sentence, sql] of Object.entries(LAWS)) {
    const rows = await database.query(sql(database.schema));
    if (rows.length > 0) faults.push(`${sentence}: not ${JSON.stringify(rows.slice(0, 3))} (${rows.length})`);
  }
  return faults;
}
