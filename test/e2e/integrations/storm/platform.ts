import type { FaultKind } from '../../../../upstreams/faults/fault.js';
import type { ControlClient } from '../../../../upstreams/control/control-client.js';
import type { Generation } from '../../../../upstreams/server/fake.js';
import { startUpstream, type Upstream } from '../../../support/upstreams/start-upstream.js';
import { type Cards, startCards } from './cards.js';
import type { ControlUrls } from './judge/books-there.js';
import { LOTS } from './lots.js';

/** Wide enough that two movements of one wallet at once would lose one of them. */
const WINDOW_MS = 5;
/** Requests between the strikes that are sure. */
const APART = 3;

export interface Surroundings {
  readonly seed: number;
  /** Who charges cards. */
  readonly cards: 'payment' | 'stripe';
  /** In the first one no service has credits outside. */
  readonly generation: Generation;
}

/** The services that take value, each as a process of its own. */
export class Platform {
  private constructor(
    private readonly generation: Generation,
    readonly wallet: Upstream<'wallet'>,
    readonly subscription: Upstream<'subscription'> | null,
    readonly cards: Cards,
  ) {}

  static async start({ seed, cards, generation }: Surroundings): Promise<Platform> {
    const started = await Promise.all([
      startUpstream('wallet', { generation }),
      generation === 'v1' ? null : startUpstream('subscription'),
      startCards(cards, generation),
    ]);
    const platform = new Platform(generation, ...started);
    await Promise.all(platform.controls.map((control, index) => control.set({ seed: seed + index })));
    await platform.wallet.control.set({ window_ms: WINDOW_MS });
    await platform.subscription?.control.set({ window_ms: WINDOW_MS });
    return platform;
  }

  get controls(): readonly ControlClient<unknown, never, unknown>[] {
    return [this.wallet, ...(this.subscription ? [this.subscription] : []), this.cards.upstream].map(
      ({ control }) => control,
    );
  }

  /** For people. */
  get name(): string {
    return this.cards.stripe ? 'Stripe' : `the platform's ${this.generation}`;
  }

  get hasCredits(): boolean {
    return this.subscription !== null;
  }

  get controlUrls(): ControlUrls {
    return {
      wallet: this.wallet.controlUrl,
      subscription: this.subscription?.controlUrl ?? null,
      ...this.cards.controlUrls,
    };
  }

  /** What the service needs to charge here. */
  get env(): Readonly<Record<string, string>> {
    return {
      UPSTREAM_GENERATION: this.generation,
      WALLET_CLIENT: 'http',
      WALLET_SERVICE_URL: this.wallet.url,
      ...(this.subscription && {
        SUBSCRIPTION_CLIENT: 'http',
        SUBSCRIPTION_SERVICE_URL: this.subscription.url,
      }),
      ...this.cards.env,
    };
  }

  /** From now on by chance, and each kind once for sure, so that none is missing in a short run. */
  async strike(): Promise<void> {
    for (const control of this.controls) {
      for (const [index, { probability: _, ...fault }] of LOTS.entries()) {
        await control.addFault({ ...fault, count: 1, skip: APART * index });
      }
      for (const fault of LOTS) await control.addFault(fault);
    }
  }

  async calm(): Promise<void> {
    await Promise.all(this.controls.map((control) => control.clearFaults()));
    await this.up();
  }

  async down(): Promise<void> {
    await Promise.all(this.controls.map((control) => control.down()));
  }

  async up(): Promise<void> {
    await Promise.all(this.controls.map((control) => control.up()));
  }

  /** How often each kind has struck, over all of them. */
  async strikes(): Promise<ReadonlyMap<FaultKind, number>> {
    const counts = await Promise.all(this.controls.map((control) => control.counters()));
    const sums = new Map<FaultKind, number>();
    for (const { faults } of counts) {
      for (const [kind, times] of Object.entries(faults) as [FaultKind, number][]) {
        sums.set(kind, (sums.get(kind) ?? 0) + times);
      }
    }
    return sums;
  }

  async stop(): Promise<void> {
    await Promise.all([this.wallet.stop(), this.subscription?.stop(), this.cards.upstream.stop()]);
  }
}
