/**
 * In a statement: since when it has waited what an open attempt `t` is for, `r` being its record where it has one. What
 * could not be sent is followed by an attempt of its own each time, whose age says nothing of how long that has gone on.
 */
export const WAITING_SINCE = `
  coalesce(CASE WHEN t.kind = 'decision' THEN r.created_at
                WHEN t.kind LIKE '%\\_refund' THEN r.updated_at END, t.created_at)`;
