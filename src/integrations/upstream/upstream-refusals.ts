import { DomainError, type Refusal, refuse } from '../../domain/problems/problems.js';
import type { UpstreamName } from './upstream.js';

/** For the client of a route that shows what an upstream keeps. */
export function unavailable(upstream: UpstreamName, cause: unknown): DomainError {
  const message = `The ${upstream} service does not answer: try again`;
  return new DomainError(refuse('upstream_unavailable', message, { upstream }), { cause });
}

/** For the client who wants to change here what an upstream keeps; `url` is null where it moves about. */
export function managedUpstream(upstream: UpstreamName, url: string | null): Refusal {
  const where = url === null ? '' : ` at ${url}`;
  return refuse('managed_upstream', `This is kept by the ${upstream} service${where}: change it there`, {
    upstream,
  });
}

/** Awaits an answer for a client's sake: what goes wrong on the way, and is no refusal, means that it could not be asked. */
export async function reached<T>(upstream: UpstreamName, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof DomainError ? error : unavailable(upstream, error);
  }
}
