import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { contextOf, type PlatformRequest } from '../request-context.js';
import { problemOf, retryAfterSeconds } from './problem.js';
import { STATUS_OF } from './status-of.js';
import { ThrownErrors } from './thrown-errors.js';

/** Turns whatever was thrown into a problem document. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly errors: ThrownErrors,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<PlatformRequest>(), http.getResponse());
  }

  /** `response` is the platform's own or node's. */
  answer(thrown: unknown, request: PlatformRequest, response: unknown): void {
    const requestId = contextOf(request)?.requestId ?? null;
    const refusal = this.errors.refusalOf(thrown, requestId);
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
}
