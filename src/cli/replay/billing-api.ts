import { setTimeout as delay } from 'node:timers/promises';

/** A JSON answer, whatever its status. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
  /** The stored answer of an earlier request with the same key. */
  readonly replayed: boolean;
}

export interface RetryPolicy {
  readonly attempts: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  readonly requestTimeoutMs: number;
}

/** About half a minute in all: long enough for a service to be restarted in the middle of a replay. */
const PATIENT: RetryPolicy = {
  attempts: 12,
  firstWaitMs: 100,
  longestWaitMs: 5_000,
  requestTimeoutMs: 30_000,
};

/**
 * Nothing was recorded (503), or nobody knows yet whether it was (202 for a duplicate in flight, 504). Asking again
 * with the same key is always safe and in the end gets the one outcome.
 */
const NOT_FINAL = new Set([202, 502, 503, 504]);

/** The service cannot be reached, or refused something that the replay cannot go on without. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
}

/** The service's REST API as any client would use it: JSON over keep-alive connections, safe retries by key. */
export class BillingApi {
  constructor(
    private readonly baseUrl: string,
    private readonly retry: RetryPolicy = PATIENT,
  ) {}

  get(path: string): Promise<ApiAnswer> {
    return this.untilFinal('GET', path, {});
  }

  /** `key` makes the retries one effect. */
  post(path: string, body: unknown, key: string): Promise<ApiAnswer> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    return this.untilFinal('POST', path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  private async untilFinal(method: string, path: string, init: RequestInit): Promise<ApiAnswer> {
    let last = 'no attempt';
    for (let attempt = 0; attempt < this.retry.attempts; attempt += 1) {
      const result = await this.once(path, init);
      if ('answer' in result) return result.answer;
      last = result.failure;
      if (attempt + 1 < this.retry.attempts) await delay(this.waitMs(attempt, result.retryAfterMs));
    }
    throw new ApiError(`${method} ${this.baseUrl}${path}: ${last}, after ${this.retry.attempts} attempts`);
  }

  private async once(path: string, init: RequestInit): Promise<Attempt> {
    try {
      const signal = AbortSignal.timeout(this.retry.requestTimeoutMs);
      const response = await fetch(this.baseUrl + path, { ...init, signal, redirect: 'error' });
      const text = await response.text();
      if (NOT_FINAL.has(response.status))
        return { failure: explain(response.status, text), ...retryAfter(response) };
      const replayed = response.headers.get('idempotency-replayed') === 'true';
      return { answer: { status: response.status, body: parseJson(text), replayed } };
    } catch (error) {
      return { failure: connectionFailure(error), retryAfterMs: 0 };
    }
  }

  /** Doubling, with jitter so that callers refused together do not come back together. */
  private waitMs(attempt: number, retryAfterMs: number): number {
    const backoffMs = Math.min(this.retry.firstWaitMs * 2 ** attempt, this.retry.longestWaitMs);
    return Math.max(
      backoffMs * (0.5 + Math.random() / 2),
      Math.min(retryAfterMs, 10 * this.retry.longestWaitMs),
    );
  }
}

type Attempt = { readonly answer: ApiAnswer } | { readonly failure: string; readonly retryAfterMs: number };

/** `503: The queue is full`: the status and, when the answer is a problem document, its sentence. */
export function explain(status: number, body: unknown): string {
  const document = typeof body === 'string' ? parseJson(body) : body;
  const detail =
    typeof document === 'object' && document !== null && 'detail' in document ? document.detail : null;
  return typeof detail === 'string' ? `${status}: ${detail}` : `status ${status}`;
}

function retryAfter(response: Response): { retryAfterMs: number } {
  const seconds = Number(response.headers.get('retry-after') ?? 0);
  return { retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 0 };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** `fetch` says only "fetch failed"; the reason is its cause. */
function connectionFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  return code ?? (cause instanceof Error ? cause.message : error.message);
}
