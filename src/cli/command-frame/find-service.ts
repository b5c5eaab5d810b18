import { ApiError, BillingApi } from '../replay/billing-api.js';

/** Somebody waits at a terminal, and nothing was done that would have to be brought to its end. */
const SHORTLY = { attempts: 3, firstWaitMs: 200, longestWaitMs: 500, requestTimeoutMs: 5_000 };

/**
 * Throws an ApiError unless a billing service is at the URL. Asked before the first of many writes: each of those is
 * tried for half a minute, so that a service may be restarted in the middle.
 */
export async function findService(url: string): Promise<void> {
  const { status, body } = await new BillingApi(url, SHORTLY).get('/api/v1/info').catch((error: unknown) => {
    const reason = error instanceof ApiError ? error.message : String(error);
    throw new ApiError(`No billing service answers: ${reason}; start it, or name another with --url`);
  });
  const isService =
    typeof body === 'object' && body !== null && 'service' in body && body.service === 'billing_service';
  if (!isService) {
    throw new ApiError(
      `${url} is not a billing service (GET ${url}/api/v1/info answers ${status}): name one with --url`,
    );
  }
}
