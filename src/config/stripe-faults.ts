import { type ConfigurationFault, fault } from './configuration-error.js';
import type { Environment } from './environment.js';

/** What Stripe needs, and the keys that would charge nobody, or be seen by others on their way. */
export function stripeFaults(environment: Environment): ConfigurationFault[] {
  if (environment.PAYMENT_CLIENT !== 'stripe') return [];
  const missing = (['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'] as const).filter(
    (name) => environment[name] === undefined,
  );
  return [
    ...missing.map((name) =>
      fault(name, `${name} is required with PAYMENT_CLIENT=stripe: see Stripe’s dashboard.`),
    ),
    ...keyFaults(environment),
  ];
}

/** https://docs.stripe.com/keys: the prefix of a key tells its mode. */
function keyFaults({
  ENV,
  STRIPE_SECRET_KEY: key = '',
  STRIPE_API_URL: url = '',
}: Environment): ConfigurationFault[] {
  if (ENV === 'production' && /^.k_test_/.test(key)) {
    const why = 'is a key of Stripe’s test mode, which charges nobody, and refused with ENV=production';
    return [fault('STRIPE_SECRET_KEY', `STRIPE_SECRET_KEY ${why}: set a live key.`)];
  }
  if (/^.k_live_/.test(key) && /^http:/i.test(url)) {
    const why = 'is not https, and a live STRIPE_SECRET_KEY is not sent in the clear';
    return [fault('STRIPE_API_URL', `STRIPE_API_URL ${why}: unset it, or set a key of Stripe’s test mode.`)];
  }
  return [];
}
