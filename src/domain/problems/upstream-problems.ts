/** Refusals that have to do with the services around this one. */
export const UPSTREAM_PROBLEMS = {
  managed_upstream: {
    title: 'Managed upstream',
    explain:
      'What the request would change is kept by another service (`upstream`). That service has no idempotency keys, so that a change passed on could happen twice. Nothing was changed.',
    remedy: 'Change it at that service.',
  },
  upstream_unavailable: {
    title: 'Upstream unavailable',
    explain:
      'What the request asks for is kept by another service (`upstream`), and that one does not answer.',
    remedy: 'Retry after the time in Retry-After.',
  },
  price_unavailable: {
    title: 'Price unavailable',
    explain:
      'The product service keeps the prices, no price of this product is known here yet, and that service could not be asked. Usage is recorded all the same (202): as a `pending` record with this `failure_reason`, which is billed by itself when the service answers. Only what needs the price for its answer is refused.',
    remedy: 'Record usage as ever. Ask for the cost or the price again after the time in Retry-After.',
  },
  webhook_signature_invalid: {
    title: 'Webhook signature invalid',
    explain:
      'The body was not signed with the secret that this service shares with the payment service, or too long ago. It was not kept.',
    remedy:
      'Compare STRIPE_WEBHOOK_SECRET with the endpoint’s signing secret, and both clocks; nothing on the way may change the body.',
  },
} as const;
