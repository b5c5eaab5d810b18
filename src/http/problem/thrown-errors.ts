import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { type Refusal, refuse } from '../../domain/problems.js';
import { ERROR_TRANSLATOR, type ErrorTranslator } from './error-translator.js';
import { refusalOfError } from './problem.js';

/** Knows which refusal to answer for whatever was thrown. */
@Injectable()
export class ThrownErrors {
  private readonly logger = new Logger('ProblemFilter');

  constructor(@Optional() @Inject(ERROR_TRANSLATOR) private readonly translate: ErrorTranslator | null) {}

  /** What is logged of it names the request. */
  refusalOf(thrown: unknown, requestId: string | null): Refusal {
    const error = this.translate?.(thrown) ?? thrown;
    const refusal = refusalOfError(error) ?? this.unforeseen(error, requestId);
    if (error !== thrown) this.logger.warn({ request_id: requestId, code: refusal.code, err: thrown });
    return refusal;
  }

  /** The client reads a fixed sentence and the request id; the log has the rest. */
  private unforeseen(error: unknown, requestId: string | null): Refusal {
    this.logger.error({
      request_id: requestId,
      err: error instanceof Error ? error : new Error(String(error)),
    });
    return refuse('internal_error', 'Something unexpected failed; the logs have it under this request_id');
  }
}
