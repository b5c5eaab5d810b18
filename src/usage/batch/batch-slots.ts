import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { DomainError, refuse } from '../../domain/problems/problems.js';

/** Bounds how many batches are read at once, and with them the memory that they take. */
@Injectable()
export class BatchSlots {
  private taken = 0;

  constructor(@Inject(APP_CONFIG) private readonly config: AppConfig) {}

  /** Throws `overloaded`. The slot is given back by calling the answer. */
  take(): () => void {
    if (this.taken >= this.config.bulk.requests) {
      throw new DomainError(
        refuse('overloaded', 'Too many batches are being recorded; nothing was recorded'),
      );
    }
    this.taken += 1;
    return () => {
      this.taken -= 1;
    };
  }
}
