import { when, type Law } from '../law.js';

/** What was never claimed was never sent; a claim says when, and each further one may be for sending once more. */
export const LEASES: Law = {
  name: 'leases',
  sentence: 'An attempt was claimed before it was sent, and its outcome has what such an outcome has',
  rows: 'attempts',
  slicing: 'cell',
  from: (s) => `
    (SELECT attempt_id, account_id, kind, state, lease_number, tries, sent_at, transaction_id, failure_reason
       FROM ${s}.settlement_attempts WHERE cell = $1) a`,
  row: 'attempt_id',
  account: 'account_id',
  aspects: [
    {
      what: 'times sent',
      expected: 'CASE WHEN lease_number = 0 THEN 0 ELSE least(greatest(tries, 1), lease_number) END',
      found: 'tries',
    },
    { what: 'has a time of sending', expected: 'lease_number > 0', found: 'sent_at IS NOT NULL' },
    when(`kind NOT IN ('transfer', 'decision')`, {
      what: 'transaction_id',
      // A refund that the payer's bank has sent back had its transaction, and is declined now.
      expected: `CASE WHEN state = 'succeeded' THEN coalesce(transaction_id, 'an id')
                      WHEN state = 'declined' AND kind LIKE '%\\_refund' THEN transaction_id END`,
      found: 'transaction_id::text',
    }),
    {
      what: 'failure_reason',
      expected: `CASE WHEN state IN ('declined', 'not_sent', 'given_up') THEN coalesce(failure_reason, 'a reason') END`,
      found: 'failure_reason::text',
    },
  ],
};

const OF_WALLETS = `kind IN ('wallet', 'wallet_refund')`;

/** Two calls at once would lose one of their movements there. */
export const UPSTREAM_WALLETS: Law = {
  name: 'upstream_wallets',
  sentence: 'A wallet outside is called by one attempt at a time, one of its own account',
  rows: 'wallets',
  slicing: 'cell',
  from: (s) => `
    (SELECT account_id, w.attempt_id AS holder, a.owner, c.caller, coalesce(c.callers, 0) AS callers
       FROM (SELECT account_id, attempt_id FROM ${s}.upstream_wallets WHERE cell = $1) w
       LEFT JOIN (SELECT attempt_id, account_id AS owner FROM ${s}.settlement_attempts
                   WHERE cell = $1 AND ${OF_WALLETS}) a USING (attempt_id)
       FULL JOIN (SELECT account_id, min(attempt_id) AS caller, count(*) AS callers
                    FROM ${s}.settlement_attempts
                   WHERE cell = $1 AND ${OF_WALLETS} AND state IN ('created', 'unknown') AND lease_number > 0
                   GROUP BY account_id) c USING (account_id)) w`,
  row: 'account_id',
  account: 'account_id',
  aspects: [
    when('holder IS NOT NULL', {
      what: 'account of the attempt that has it',
      expected: 'account_id::text',
      found: 'owner::text',
    }),
    { what: 'attempts that call it', expected: 'least(callers, 1)', found: 'callers' },
    when('caller IS NOT NULL', {
      what: 'attempt that has it',
      expected: 'caller::text',
      found: 'holder::text',
    }),
  ],
};
