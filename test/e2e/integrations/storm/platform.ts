import type { FaultKind } from '../../../../upstreams/faults/fault.js';
import { startUpstream, type Upstream } from '../../../support/upstreams.js';
import { LOTS } from './lots.js';

/** Wide enough that two movements of one wallet at once would lose one of them. */
const WINDOW_MS = 5;
/** Requests between the strikes that are sure. */
const APART = 3;

/** The three services that take value, each as a process of its own. */
export class Platform {
  private constructor(
    readonly wallet: Upstream<'wallet'>,
    readonly subscription: Upstream<'subscription'>,
    readonly payment: Upstream<'payment'>,
  ) {}

  static async start(seed: number): Promise<Platform> {
    const platform = new Platform(
      await startUpstream('wallet'),
      await startUpstream('subscription'),
      await startUpstream('payment'),
    );
    await Promise.all(platform.all.map(({ control }, index) => control.set({ seed: seed + index })));
    await platform.wallet.control.set({ window_ms: WINDOW_MS });
    await platform.subscription.control.set({ window_ms: WINDOW_MS });
    return platform;
  }

  get all(): readonly [Upstream<'wallet'>, Upstream<'subscription'>, Upstream<'payment'>] {
    return [this.wallet, this.subscription, this.payment];
  }

  /** What the service needs to charge here. */
  get env(): Readonly<Record<string, string>> {
    return {
      WALLET_CLIENT: 'http',
      WALLET_SERVICE_URL: this.wallet.url,
      SUBSCRIPTION_CLIENT: 'http',
      SUBSCRIPTION_SERVICE_URL: this.subscription.url,
      PAYMENT_CLIENT: 'http',
      PAYMENT_SERVICE_URL: this.payment.url,
      PAYMENT_SERVICE_SECRET: 'internal-secret',
    };
  }

  /** From now on by chance, and each kind once for sure, so that none is missing in a short run. */
  async strike(): Promise<void> {
    for (const { control } of this.all) {
      for (const [index, { probability: _, ...fault }] of LOTS.entries()) {
        await control.addFault({ ...fault, count: 1, skip: APART * index });
      }
      for (const fault of LOTS) await control.addFault(fault);
    }
  }

  async calm(): Promise<void> {
    await Promise.all(this.all.map(({ control }) => control.clearFaults()));
    await this.up();
  }

  async down(forMs?: number): Promise<void> {
    await Promise.all(this.all.map(({ control }) => control.down(forMs)));
  }

  async up(): Promise<void> {
    await Promise.all(this.all.map(({ control }) => control.up()));
  }

  /** How often each kind has struck, over all three. */
  async strikes(): Promise<ReadonlyMap<FaultKind, number>> {
    const counts = await Promise.all(this.all.map(({ control }) => control.counters()));
    const sums = new Map<FaultKind, number>();
    for (const { faults } of counts) {
      for (const [kind, times] of Object.entries(faults) as [FaultKind, number][]) {
        sums.set(kind, (sums.get(kind) ?? 0) + times);
      }
    }
    return sums;
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map((upstream) => upstream.stop()));
  }
}
