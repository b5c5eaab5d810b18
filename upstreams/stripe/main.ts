/**
 * The fake of Stripe as a process of its own, for long runs (`npm run upstreams -- --stripe` is for developers):
 *
 *     node --import ./test/support/typescript/register.mjs upstreams/stripe/main.ts '{"port": 12111}'
 *
 * Its one argument is JSON: `port`, `secretKey`, and `webhooks` (`url`, `secret`, `duplicates`, `maxDelayMs`).
 */
import { StripeFake } from './stripe-fake.js';
import type { WebhookSettings } from './webhook-sender.js';

interface Order {
  readonly port?: number;
  readonly secretKey?: string;
  readonly webhooks?: WebhookSettings;
}

const { port = 12_111, secretKey = 'sk_test_fake', webhooks } = JSON.parse(process.argv[2] ?? '{}') as Order;
const fake = new StripeFake(secretKey, '127.0.0.1', port);
fake.webhooks.configure(webhooks ?? null);
const opened = await fake.open();
process.stdout.write(
  `Stripe's fake: STRIPE_API_URL=http://127.0.0.1:${opened} STRIPE_SECRET_KEY=${secretKey}\n`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void fake.close());
