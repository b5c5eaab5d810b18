import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Logger, Optional } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Refusal, refuse } from '../../domain/problems.js';
import { contextOf, type PlatformRequest } from '../request-context.js';
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
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<PlatformRequest>(), http.getResponse());
  }

  /** `response` is the platform's own or node's. */
  answer(thrown: unknown, request: PlatformRequest, response: unknown): void {
    const requestId = contextOf(request)?.requestId ?? null;
    const error = this.translate?.(thrown) ?? thrown;
    const refusal = refusalOfError(error) ?? this.unforeseen(error, requestId);
    if (error !== thrown) this.logger.warn({ request_id: requestId, code: refusal.code, err: thrown });

    const adapter = this.adapterHost.httpAdapter;
    if (adapter.isHeadersSent(response)) {
      adapter.end(response);
      return;
    }
    const retryAfter = retryAfterSeconds(refusal, Date.now());
    if (retryAfter !== null) adapter.setHeader(response, 'Retry-After', String(retryAfter));
    adapter.setHeader(response, 'Content-Type', 'application/problem+json; charset=utf-8');
    const problem = problemOf(refusal, requestId);
    adapter.reply(response, problem, STATUS_OF[refusal.code]);
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
