import type { FakeName } from '../server/fake.js';
import type { Address } from '../server/start-fake.js';

/** What stands alone in a process: the platform's services, and Stripe. */
export type ServedFake = FakeName | 'stripe';

/** What a fake's process is told at its start. */
export interface FakeOrder extends Address {
  readonly fake: ServedFake;
  /** What the payment service knows internal callers by; Stripe's secret key. */
  readonly secret: string;
}

/** What it reports once it listens. */
export type FakeReport =
  { readonly port: number; readonly controlPort: number } | { readonly failed: string };
