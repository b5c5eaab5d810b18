import type { ServiceSuite } from '../service/service-suite.js';
import type { usageEvents } from './usage-events.js';

/** Requests as text, for what no JSON serialiser would send. */
export function usageTexts(
  service: Pick<ServiceSuite, 'url'>,
  { usageOf }: Pick<ReturnType<typeof usageEvents>, 'usageOf'>,
) {
  /** An event of 2 CREDIT as text; `more` may say again what was said. */
  function eventOf(userId: string, more = ''): string {
    return `${JSON.stringify(usageOf(userId)).slice(0, -1)}${more}}`;
  }

  /** Posts text as it stands. */
  async function post(path: string, body: string, type = 'application/json', key?: string) {
    const headers = { 'Content-Type': type, ...(key === undefined ? {} : { 'Idempotency-Key': key }) };
    const response = await fetch(service.url + path, { method: 'POST', headers, body });
    return {
      status: response.status,
      replayed: response.headers.get('Idempotency-Replayed') !== null,
      body: (await response.json()) as Record<string, unknown>,
    };
  }

  return { eventOf, post };
}
