import type { ProblemCode } from './problem-codes.js';

/** Facts that help the caller, JSON values only; they become members of the problem document. */
export type Facts = Record<string, unknown>;

/** A refusal as plain data: what `decide` answers and what is stored and replayed under an idempotency key. */
export interface Refusal {
  readonly code: ProblemCode;
  /** The sentence that the client may read; `detail` of the problem document. */
  readonly message: string;
  readonly facts: Facts;
}

export function refuse(code: ProblemCode, message: string, facts: Facts = {}): Refusal {
  return { code, message, facts };
}

/** A refusal on its way out. Only the problem filter in `http/` knows its status. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ProblemCode;
  readonly facts: Facts;

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.message, options);
    this.code = refusal.code;
    this.facts = refusal.facts;
  }
}

/** One broken rule of a request, as `errors[]` of a `validation_failed` problem carries it. */
export interface FieldError {
  readonly field: string;
  readonly rule: string;
  readonly message: string;
}

export function invalid(...errors: FieldError[]): Refusal {
  return refuse('validation_failed', errors.map((error) => error.message).join('; '), { errors });
}
