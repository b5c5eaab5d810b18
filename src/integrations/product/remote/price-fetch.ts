import { Injectable } from '@nestjs/common';
import { Clock } from '../../../database/clock.service.js';
import { PriceIntake } from './price-intake.js';
import { PricingSource } from './pricing-source.js';
import type { PriceReading } from './price-reading.js';

/** One question to the product service, and what becomes of the answer. */
@Injectable()
export class PriceFetch {
  constructor(
    private readonly source: PricingSource,
    private readonly intake: PriceIntake,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for a product's price and writes down what was said. Throws when nothing was.
   *
   * @param isKnown then its name is not asked for
   */
  async fetch(productId: string, isKnown: boolean, signal: AbortSignal): Promise<PriceReading['kind']> {
    // Before the question: how old the answer is at most.
    const askedAt = await this.clock.now();
    const reading = await this.source.ask({ productId, isKnown, askedAt }, signal);
    await this.intake.take(productId, reading, askedAt);
    return reading.kind;
  }
}
