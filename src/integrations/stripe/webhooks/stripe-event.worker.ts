import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../../config/app-config.js';
import { PeriodicWork } from '../../../database/pacing/periodic-work.js';
import { StripeApi } from '../stripe-api.js';
import { describe } from '../stripe-error.js';
import type { ClaimedEvent } from './kept-event.js';
import { StripeEventStore } from './stripe-event.store.js';
import { StripeNews } from './stripe-news.service.js';

/** Events that are worked on at once. */
export const MAX_EVENTS = 16;
/** Tries of one event; past it the reconciler, which asks Stripe itself, is who settles its attempt. */
export const MAX_EVENT_TRIES = 12;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 3_600_000;
/** Longer than Stripe tries to tell an event: a late duplicate still finds it. */
export const EVENT_RETENTION_DAYS = 30;
/** Longer than a dispute lasts, its appeals included. */
export const DISPUTE_RETENTION_DAYS = 730;
const FORGET_INTERVAL_MS = 3_600_000;

/** Works off kept events in the background: those that just came, and what a crash or an outage has left. */
@Injectable()
export class StripeEventWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(StripeEventWorker.name);
  private readonly work: PeriodicWork;
  private forgetAt = 0;

  constructor(
    private readonly api: StripeApi,
    private readonly events: StripeEventStore,
    private readonly news: StripeNews,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {
    const { pollIntervalMs: intervalMs } = config.settlement;
    this.work = new PeriodicWork(() => this.round(), { intervalMs }, this.logger);
  }

  onApplicationBootstrap(): void {
    if (this.api.settings !== null) this.work.start();
  }

  /** Finishes the events at hand; the rest stays due. */
  onModuleDestroy(): Promise<void> {
    return this.work.stop();
  }

  /** An event has just been kept. */
  wake(): void {
    this.work.wake();
  }

  /** Works off every event that is due now. */
  async workOff(): Promise<void> {
    let claimed: ClaimedEvent[];
    do {
      if (this.work.isStopping) return;
      claimed = await this.events.claimDue(MAX_EVENTS, this.leaseMs());
      await Promise.all(claimed.map((event) => this.act(event)));
    } while (claimed.length === MAX_EVENTS);
  }

  private async round(): Promise<void> {
    await this.workOff();
    await this.forgetOld();
  }

  private async act(event: ClaimedEvent): Promise<void> {
    try {
      await this.news.act(event);
      await this.events.done(event.eventId);
    } catch (error) {
      const says = describe(error);
      this.logger.warn({ msg: 'An event of Stripe has to wait', event_id: event.eventId, error: says });
      const retryInMs = event.attempts < MAX_EVENT_TRIES ? backOffMs(event.attempts) : null;
      await this.events.failed(event.eventId, says, retryInMs);
    }
  }

  private async forgetOld(): Promise<void> {
    if (Date.now() < this.forgetAt) return;
    const forgotten = await this.events.forget(EVENT_RETENTION_DAYS, DISPUTE_RETENTION_DAYS);
    if (forgotten === 0) this.forgetAt = Date.now() + FORGET_INTERVAL_MS;
  }

  /** Long enough for a question and a command. */
  private leaseMs(): number {
    return this.config.settlement.callTimeoutMs + this.config.engine.retryDeadlineMs + FIRST_RETRY_MS;
  }
}

function backOffMs(attempts: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LAST_RETRY_MS);
}
