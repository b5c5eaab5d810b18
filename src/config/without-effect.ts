import type { Environment } from './environment.js';

type Name = keyof Environment;

/** A sentence for each variable that is set and that nothing reads, mostly because another one was forgotten. */
export function withoutEffect(environment: Environment): string[] {
  return [...unused(environment)]
    .filter(([name]) => environment[name] !== undefined)
    .map(([name, reason]) => `${name} has no effect: ${reason}.`);
}

function* unused(environment: Environment): Iterable<readonly [Name, string]> {
  yield ['SUPABASE_LOCAL_URL', 'the service talks to Postgres itself, at DATABASE_URL'];
  for (const upstream of ['PRODUCT', 'WALLET', 'PAYMENT', 'SUBSCRIPTION'] as const) {
    const client = `${upstream}_CLIENT` as const;
    if (environment[client] !== 'http') yield [`${upstream}_SERVICE_URL`, `${client} is not http`];
  }
  if (environment.PAYMENT_CLIENT !== 'http') yield ['PAYMENT_SERVICE_SECRET', 'PAYMENT_CLIENT is not http'];
  if (environment.PAYMENT_CLIENT !== 'stripe') {
    for (const name of ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET', 'STRIPE_API_URL'] as const) {
      yield [name, 'PAYMENT_CLIENT is not stripe'];
    }
  }
  if (!environment.CONSUL_ENABLED) {
    for (const name of ['CONSUL_HTTP_ADDR', 'CONSUL_HTTP_TOKEN'] as const) {
      yield [name, 'CONSUL_ENABLED is not true'];
    }
  }
  if (environment.LOKI_URL === undefined) yield ['LOKI_TENANT', 'LOKI_URL is not set'];
}
