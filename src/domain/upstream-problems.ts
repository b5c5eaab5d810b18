/** Refusals of routes about what another service keeps. */
export const UPSTREAM_PROBLEMS = {
  managed_upstream: {
    title: 'Managed upstream',
    explain:
      'What the request would change is kept by another service (`upstream`). That service has no idempotency keys, so that a change passed on could happen twice. Nothing was changed.',
    remedy: 'Change it at that service.',
  },
  upstream_unavailable: {
    title: 'Upstream unavailable',
    explain: 'What the request asks for is kept by another service (`upstream`), and that one does not answer.',
    remedy: 'Retry after the time in Retry-After.',
  },
} as const;
