import type { Address, Started } from '../server/start-fake.js';
import { StripeFake } from './stripe-fake.js';

/** Opens the fake's port and that of its control API. */
export async function serveStripe(
  secretKey: string,
  { host, port, controlPort }: Omit<Address, 'generation'>,
): Promise<Started> {
  const fake = new StripeFake(secretKey, host, port, controlPort);
  return { port: await fake.open(), controlPort: await fake.openControl(), stop: () => fake.stop() };
}
