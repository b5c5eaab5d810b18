import { exact, textOf, type Exact } from '../reference/exact.js';
import type { StoredBooks } from './stored-books.js';

/**
 * What must hold of the stored rows whatever the reference thinks, added up from the postings alone. Each law answers
 * what breaks it.
 */
export function brokenLaws({ rows }: StoredBooks): string[] {
  const postings = (rows['postings'] ?? []) as unknown as readonly PostingRow[];
  const balances = (rows['balances'] ?? []) as unknown as readonly BalanceRow[];
  const records = (rows['records'] ?? []) as unknown as readonly RecordRow[];
  return [
    ...balances.flatMap((balance) => ofBalance(balance, postings)),
    ...records.flatMap((record) => ofRecord(record, postings)),
    ...moneyIsConserved(balances, postings),
    ...transfersArriveOnce(postings),
  ];
}

interface BalanceRow {
  readonly account_id: string;
  readonly currency: string;
  readonly available: string;
  readonly held: string;
  readonly credits: string;
  readonly overdraft_limit: string;
}

interface PostingRow {
  readonly account_id: string;
  readonly currency: string;
  readonly source: string;
  readonly destination: string;
  readonly amount: string;
  readonly operation: string;
  readonly billing_id: string | null;
  readonly reference_id: string | null;
}

interface RecordRow {
  readonly billing_id: string;
  readonly billing_status: string;
  readonly total_amount: string;
  readonly refunded_amount: string;
}

function sum(postings: readonly PostingRow[], which: (posting: PostingRow) => boolean): Exact {
  return postings.filter(which).reduce((total, { amount }) => total + exact(amount), 0n);
}

function ofBalance(balance: BalanceRow, postings: readonly PostingRow[]): string[] {
  const who = `${balance.account_id} ${balance.currency}`;
  const own = postings.filter(
    ({ account_id, currency }) => account_id === balance.account_id && currency === balance.currency,
  );
  const faults = (['available', 'held', 'credits'] as const).flatMap((place) => {
    const posted =
      sum(own, ({ destination }) => destination === place) - sum(own, ({ source }) => source === place);
    return posted === exact(balance[place])
      ? []
      : [`${who} has ${balance[place]} ${place}, and its postings come to ${textOf(posted)}`];
  });
  if (exact(balance.available) < -exact(balance.overdraft_limit))
    faults.push(`${who} is below its overdraft`);
  if (exact(balance.held) < 0n || exact(balance.credits) < 0n) faults.push(`${who} has less than nothing`);
  return faults;
}

function ofRecord(record: RecordRow, postings: readonly PostingRow[]): string[] {
  const own = postings.filter(({ billing_id }) => billing_id === record.billing_id);
  const paid = sum(own, ({ destination }) => destination === 'revenue');
  const back = sum(own, ({ source }) => source === 'refunds');
  const charged = ['completed', 'refunded'].includes(record.billing_status) ? exact(record.total_amount) : 0n;
  return [
    ...(paid === charged
      ? []
      : [`${record.billing_id} costs ${textOf(charged)} and was paid ${textOf(paid)}`]),
    ...(back === exact(record.refunded_amount) && back <= charged
      ? []
      : [`${record.billing_id} was given back ${textOf(back)} of ${textOf(charged)}`]),
  ];
}

/** What the payers have is what came in, less what was earned and not given back, less what left. */
function moneyIsConserved(balances: readonly BalanceRow[], postings: readonly PostingRow[]): string[] {
  return [...new Set(postings.map(({ currency }) => currency))].flatMap((currency) => {
    const owned = balances
      .filter((balance) => balance.currency === currency)
      .reduce((total, { available, credits }) => total + exact(available) + exact(credits), 0n);
    const flow = (place: string): Exact =>
      sum(postings, (posting) => posting.currency === currency && posting.source === place) -
      sum(postings, (posting) => posting.currency === currency && posting.destination === place);
    const expected = flow('deposits') + flow('revenue') + flow('refunds') + flow('external');
    return owned === expected
      ? []
      : [`the payers have ${textOf(owned)} ${currency}, and ${textOf(expected)} came in and did not leave`];
  });
}

function transfersArriveOnce(postings: readonly PostingRow[]): string[] {
  const halves = (operation: string) => postings.filter((posting) => posting.operation === operation);
  const left = new Map(halves('transfer_out').map(({ reference_id, amount }) => [reference_id, amount]));
  const arrived = new Set<string | null>();
  return halves('transfer_in').flatMap(({ reference_id, amount }) => {
    const twice = arrived.has(reference_id);
    arrived.add(reference_id);
    return !twice && left.get(reference_id) === amount
      ? []
      : [`transfer ${reference_id} left with ${left.get(reference_id)} and arrived with ${amount}`];
  });
}
