/** What a portion of a batch writes of settlement attempts and of who has them; beside the texts of `write.sql.ts`. */
export function attemptTexts(s: string) {
  const attemptColumns = `cell, attempt_id, account_id, kind, billing_id, state, currency, amount, details, operation,
             key, due_at, checks, transaction_id, failure_reason, created_at, updated_at`;
  const isOpen = `state IN ('created', 'unknown')`;
  const isOfWallet = `kind IN ('wallet', 'wallet_refund')`;

  return {
    /** An outcome ends the lease that it came under. */
    upsertAttempts: `
      INSERT INTO ${s}.settlement_attempts AS a (${attemptColumns})
      SELECT $1::smallint, u.*, $2::timestamptz, $2::timestamptz
        FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::numeric[],
             $10::jsonb[], $11::text[], $12::text[], $13::timestamptz[], $14::integer[], $15::text[], $16::text[]) u
      ON CONFLICT (cell, attempt_id) DO UPDATE
         SET state = EXCLUDED.state, due_at = EXCLUDED.due_at, checks = EXCLUDED.checks, lease_until = NULL,
             transaction_id = EXCLUDED.transaction_id, failure_reason = EXCLUDED.failure_reason,
             updated_at = EXCLUDED.updated_at`,

    /**
     * Gives the wallets outside to new attempts, before these are inserted: where no attempt on the wallet is open (a
     * refund that waits for its next try counts, too) and the one that had it is seen closed. A wallet that somebody is
     * just claiming is left to the claims: a batch waits for no rows but those that it locked when it began.
     */
    occupyWallets: `
      WITH asked AS MATERIALIZED (
           SELECT DISTINCT ON (n.a) n.a, n.t
             FROM unnest($2::text[], $3::text[]) n(a, t)
            WHERE (SELECT 1 FROM ${s}.settlement_attempts
                    WHERE cell = $1 AND account_id = n.a AND ${isOpen} AND ${isOfWallet} LIMIT 1) IS NULL
            ORDER BY n.a, n.t),
           free AS MATERIALIZED (
           SELECT a, t FROM asked
            WHERE (SELECT 1 FROM ${s}.upstream_wallets WHERE cell = $1 AND account_id = a LIMIT 1) IS NULL
            UNION ALL
           SELECT a, t FROM asked
            CROSS JOIN LATERAL (
                  SELECT 1 FROM ${s}.upstream_wallets WHERE cell = $1 AND account_id = a
                   LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) w)
      INSERT INTO ${s}.upstream_wallets AS w (cell, account_id, attempt_id)
      SELECT $1::smallint, a, t FROM free
      ON CONFLICT (cell, account_id) DO UPDATE SET attempt_id = EXCLUDED.attempt_id
       WHERE (SELECT ${isOpen} FROM ${s}.settlement_attempts o
               WHERE o.cell = w.cell AND o.attempt_id = w.attempt_id LIMIT 1) = false`,

    /** New attempts with their first lease, which ends when they are due; on wallets, where they have them. */
    insertLeased: `
      INSERT INTO ${s}.settlement_attempts (${attemptColumns},
             lease_owner, lease_until, lease_number, tries, sent_at)
      SELECT $1::smallint, u.*, $2::timestamptz, $2::timestamptz,
             CASE WHEN l.leased THEN $3::text END, CASE WHEN l.leased THEN u.due_at END,
             l.leased::integer, l.leased::integer, CASE WHEN l.leased THEN $2::timestamptz END
        FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::numeric[],
             $11::jsonb[], $12::text[], $13::text[], $14::timestamptz[], $15::integer[], $16::text[], $17::text[])
             u(attempt_id, account_id, kind, billing_id, state, currency, amount, details, operation, key, due_at)
       CROSS JOIN LATERAL (
             SELECT CASE WHEN ${isOfWallet}
                         THEN coalesce((SELECT w.attempt_id = u.attempt_id FROM ${s}.upstream_wallets w
                                         WHERE w.cell = $1 AND w.account_id = u.account_id LIMIT 1), false)
                         ELSE true END AS leased) l
   RETURNING attempt_id, lease_number`,
  };
}
