import { HttpException } from '@nestjs/common';
import { PROBLEMS } from '../../domain/problems/problem-codes.js';
import { DomainError, invalid, type Refusal, refuse } from '../../domain/problems/problems.js';
import { STATUS_OF } from './status-of.js';
import { wireFacts } from './wire-facts.js';

/** A problem document of RFC 9457; facts of the refusal are further members. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly request_id: string | null;
  readonly [fact: string]: unknown;
}

export function problemOf(refusal: Refusal, requestId: string | null): Problem {
  const standard = {
    type: `/errors/${refusal.code}`,
    title: PROBLEMS[refusal.code].title,
    status: STATUS_OF[refusal.code],
    detail: refusal.message,
    code: refusal.code,
    request_id: requestId,
  };
  // First for its order in the text, again so that no fact can take its place.
  return { ...standard, ...wireFacts(refusal.facts), ...standard };
}

/** What was thrown, as a refusal; null for what nobody foresaw. */
export function refusalOfError(error: unknown): Refusal | null {
  if (error instanceof DomainError) return refuse(error.code, error.message, error.facts);
  if (error instanceof HttpException) return refusalOfHttpException(error);
  return null;
}

/** Nest's own refusals: no route, a path that is not UTF-8, what a third-party middleware throws. */
function refusalOfHttpException(error: HttpException): Refusal | null {
  const status = error.getStatus();
  if (status === 404) return refuse('route_not_found', 'No route has this path and method');
  if (status === 413) return refuse('body_too_large', 'The body is too large');
  if (status === 415) return refuse('unsupported_media_type', 'Send application/json');
  if (status >= 400 && status < 500) {
    return invalid({ field: 'request', rule: 'http', message: error.message });
  }
  return status === 503 ? refuse('overloaded', 'The service cannot answer now') : null;
}

const RETRY_AFTER_S = 1;

/** Seconds after which a retry makes sense, for the `Retry-After` header; null where waiting does not help. */
export function retryAfterSeconds(refusal: Refusal, nowMs: number): number | null {
  const status = STATUS_OF[refusal.code];
  if (status === 429) return secondsUntil(refusal.facts.reset_at, nowMs);
  return status >= 503 ? RETRY_AFTER_S : null;
}

function secondsUntil(instant: unknown, nowMs: number): number | null {
  const instantMs = typeof instant === 'string' ? Date.parse(instant) : NaN;
  return Number.isNaN(instantMs) ? null : Math.max(1, Math.ceil((instantMs - nowMs) / 1000));
}
