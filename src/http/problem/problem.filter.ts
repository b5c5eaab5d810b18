import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Logger, Optional } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Refusal, refuse } from '../../domain/problems.js';
import { currentRequest } from '../../observability/request-context.js';
import { ERROR_TRANSLATOR, type ErrorTranslator } from './error-translator.js';
import { problemOf, refusalOfError, retryAfterSeconds } from './problem.js';
import { STATUS_OF } from './status-of.js';

/** Turns whatever was thrown into a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('ProblemFilter');

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Optional() @Inject(ERROR_TRANSLATOR) private readonly translate: ErrorTranslator | null,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const error = this.translate?.(thrown) ?? thrown;
    const refusal = refusalOfError(error) ?? this.unforeseen(error);
    if (error !== thrown) this.logger.warn({ code: refusal.code, err: thrown });

    const adapter = this.adapterHost.httpAdapter;
    const response: unknown = host.switchToHttp().getResponse();
    if (adapter.isHeadersSent(response)) {
      adapter.end(response);
      return;
    }
    const retryAfter = retryAfterSeconds(refusal, Date.now());
    if (retryAfter !== null) adapter.setHeader(response, 'Retry-After', String(retryAfter));
    adapter.setHeader(response, 'Content-Type', 'application/problem+json; charset=utf-8');
    const problem = problemOf(refusal, currentRequest()?.requestId ?? null);
    adapter.reply(response, problem, STATUS_OF[refusal.code]);
  }

  /** The client reads a fixed sentence and the request id; the log has the rest. */
  private unforeseen(error: unknown): Refusal {
    this.logger.error({ err: error instanceof Error ? error : new Error(String(error)) });
    return refuse('internal_error', 'Something unexpected failed; the logs have it under this request_id');
  }
}
