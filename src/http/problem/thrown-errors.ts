import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { DomainError, type Refusal, refuse } from '../../domain/problems/problems.js';
import { RareLines } from '../../observability/rare-lines.js';
import { ERROR_TRANSLATOR, type ErrorTranslator } from './error-translator.js';
import { refusalOfError } from './problem.js';

/** How often a service outside that does not answer is told in the log, whoever asks. */
const UNANSWERED_LINE_MS = 1_000;

/** Knows which refusal to answer for whatever was thrown. */
@Injectable()
export class ThrownErrors {
  private readonly logger = new Logger('ProblemFilter');
  private readonly unanswered = new RareLines(UNANSWERED_LINE_MS);

  constructor(@Optional() @Inject(ERROR_TRANSLATOR) private readonly translate: ErrorTranslator | null) {}

  /** What is logged of it names the request. */
  refusalOf(thrown: unknown, requestId: string | null): Refusal {
    const error = this.translate?.(thrown) ?? thrown;
    const refusal = refusalOfError(error) ?? this.unforeseen(error, requestId);
    if (error !== thrown) this.logger.warn({ request_id: requestId, code: refusal.code, err: thrown });
    if (refusal.code === 'upstream_unavailable') this.tellCause(error, refusal, requestId);
    return refusal;
  }

  /** The caller can do no more than try again; the operator needs to know what is wrong with which upstream. */
  private tellCause(error: unknown, { code, facts }: Refusal, requestId: string | null): void {
    const upstream = String(facts['upstream']);
    const leftOut = this.unanswered.turnOf(upstream);
    if (leftOut === null) return;
    const err = error instanceof DomainError ? error.cause : error;
    const msg = 'A service that was asked for a request did not answer';
    this.logger.warn({ request_id: requestId, code, upstream, err, left_out: leftOut, msg });
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
