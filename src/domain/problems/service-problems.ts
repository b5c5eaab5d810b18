/** Refusals that tell how this service is, not what is wrong with the request. */
export const SERVICE_PROBLEMS = {
  overloaded: {
    title: 'Overloaded',
    explain: 'Too many requests wait for the database already. Nothing was recorded.',
    remedy: 'Retry after the time in Retry-After, with the same key.',
  },
  deadline_exceeded: {
    title: 'Deadline exceeded',
    explain: 'The request waited or took longer than its deadline allows. Nothing was recorded.',
    remedy: 'Retry with the same key.',
  },
  account_busy: {
    title: 'Account busy',
    explain: 'Another transaction holds this account or quota. Nothing was recorded.',
    remedy: 'Retry with the same key.',
  },
  outcome_unknown: {
    title: 'Outcome unknown',
    explain:
      'The request was taken into a batch whose result did not come back in time. It may have taken effect.',
    remedy:
      'Retry with the same key (`Idempotency-Key` of this answer): you get the outcome, and at most one effect.',
  },
  database_unavailable: {
    title: 'Database unavailable',
    explain: 'The database does not answer or refuses to write. Nothing was recorded.',
    remedy: 'Retry with the same key after Retry-After.',
  },
  shutting_down: {
    title: 'Shutting down',
    explain: 'This process is stopping and takes no new work. Nothing was recorded.',
    remedy: 'Retry: another process will answer.',
  },
  internal_error: {
    title: 'Internal error',
    explain: 'Something unexpected failed. The logs have it under the `request_id` of this answer.',
    remedy: 'Retry with the same key; report the request_id if it goes on.',
  },
} as const;
