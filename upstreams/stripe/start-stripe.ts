import { CONTROL } from '../control/control-path.js';
import type { Companion } from '../process/companion.js';
import { StripeFake } from './stripe-fake.js';

const SECRET_KEY = 'sk_test_fake';
const WEBHOOK_SECRET = 'whsec_fake';

/** Stripe's fake beside the platform's services. It tells its events to the service at `serviceUrl`. */
export async function startStripe(host: string, port: number, serviceUrl: string): Promise<Companion> {
  const fake = new StripeFake(SECRET_KEY, host, port);
  fake.webhooks.configure({ url: `${serviceUrl}/api/v1/webhooks/stripe`, secret: WEBHOOK_SECRET });
  const url = `http://${host}:${await fake.open()}`;
  return {
    line: `${'stripe'.padEnd(13)} ${url.padEnd(24)} ${url}${CONTROL} (webhooks to ${serviceUrl})`,
    variables: `PAYMENT_CLIENT=stripe STRIPE_API_URL=${url} STRIPE_SECRET_KEY=${SECRET_KEY} STRIPE_WEBHOOK_SECRET=${WEBHOOK_SECRET}`,
    stop: () => fake.close(),
  };
}
