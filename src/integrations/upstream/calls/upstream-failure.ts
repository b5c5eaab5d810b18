import type { UpstreamName } from '../upstream.js';

/** A call that may have arrived, and whose answer is not known: cut off, too late, not readable. */
export class UpstreamFailure extends Error {
  constructor(
    readonly upstream: UpstreamName,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${upstream}: ${message}`, options);
  }
}
