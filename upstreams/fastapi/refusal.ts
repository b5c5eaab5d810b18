/** An answer that a route gives instead of the one it was asked for, thrown from wherever it becomes clear. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly detail: unknown,
  ) {
    super(typeof detail === 'string' ? detail : JSON.stringify(detail));
  }
}

/** A 400 that its own handler caught as something unexpected: 500, and the 400 only in its text. */
export function swallowed(detail: string): Refusal {
  return new Refusal(500, `400: ${detail}`);
}
