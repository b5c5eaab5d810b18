import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Answer } from '../fastapi/routes.js';
import type { FaultOrder } from '../faults/fault.js';
import { sendJson } from './http-body.js';
import { pause } from './pause.js';

/** A caller that never gives up is let go after so long. */
const LONGEST_SILENCE_MS = 300_000;
const GARBAGE = '<html><body><h1>502 Bad Gateway</h1></bo';

type Effect = () => Promise<Answer>;

/** Does what the fault says, or the effect and its answer. Resolves with what was answered; null for no answer. */
export async function carryOut(
  fault: FaultOrder | null,
  effect: Effect,
  response: ServerResponse,
): Promise<Answer | null> {
  switch (fault?.kind) {
    case undefined:
    case 'delay':
      return send(response, await effect());
    case 'timeout_before':
      return untilGivenUp(response);
    case 'timeout_after':
      await effect();
      return untilGivenUp(response);
    case 'late_effect':
      await untilGivenUp(response);
      await pause(fault.after_ms ?? 0);
      await effect();
      return null;
    case 'reset_before':
      return reset(response);
    case 'reset_after':
      await effect();
      return reset(response);
    case 'reset_then_effect':
      reset(response);
      await pause(fault.after_ms ?? 0);
      await effect();
      return null;
    case 'rate_limited':
      return send(response, {
        status: 429,
        body: { detail: fault.detail ?? 'Too Many Requests' },
        headers: { 'retry-after': String(fault.retry_after ?? 1) },
      });
    case 'error_before':
      return send(response, errorOf(fault));
    case 'error_after':
      await effect();
      return send(response, errorOf(fault));
    case 'garbage_before':
      return sendGarbage(response);
    case 'garbage_after':
      await effect();
      return sendGarbage(response);
  }
}

function errorOf({ status = 500, detail = 'Internal Server Error' }: FaultOrder): Answer {
  return { status, body: { detail } };
}

function send(response: ServerResponse, answer: Answer): Answer | null {
  // The caller may have gone while the effect went on.
  if (response.destroyed) return null;
  sendJson(response, answer.status, answer.body, answer.headers);
  return answer;
}

function sendGarbage(response: ServerResponse): Answer | null {
  if (response.destroyed) return null;
  response.writeHead(200, { 'content-type': 'application/json' }).end(GARBAGE);
  return { status: 200, body: GARBAGE };
}

function reset(response: ServerResponse): null {
  response.socket?.resetAndDestroy();
  return null;
}

async function untilGivenUp(response: ServerResponse): Promise<null> {
  if (response.destroyed) return null;
  const timer = setTimeout(() => response.destroy(), LONGEST_SILENCE_MS);
  await once(response, 'close');
  clearTimeout(timer);
  return null;
}
