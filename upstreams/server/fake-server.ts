import type { IncomingMessage, ServerResponse } from 'node:http';
import { Asked } from '../fastapi/asked.js';
import { Refusal } from '../fastapi/refusal.js';
import type { Answer, Match } from '../fastapi/routes.js';
import { Faults } from '../faults/faults.js';
import { carryOut } from './carry-out.js';
import type { Fake, Generation } from './fake.js';
import { readBody, sendJson } from './http-body.js';
import { pause } from './pause.js';
import { Traffic } from './traffic.js';

const UNKNOWN_ROUTE = 'no such route';

/** One upstream over HTTP: finds the route, lets the faults strike, answers. */
export class FakeServer {
  readonly faults = new Faults();
  readonly traffic = new Traffic();

  constructor(
    readonly fake: Fake,
    public generation: Generation,
  ) {}

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '/';
    const method = request.method ?? 'GET';
    const body = await readBody(request);
    if (body === null) return sendJson(response, 413, { detail: 'Request Entity Too Large' });
    const [path = '/', query = ''] = url.split('?', 2);
    const found = this.fake.routes(this.generation).find(method, path);
    const route = typeof found === 'number' ? UNKNOWN_ROUTE : `${found.route.method} ${found.route.path}`;
    this.traffic.asked(route);
    const verdict = this.faults.judge({ method, path, text: `${url}\n${body}` });
    await pause(verdict.delayMs);
    const effect = async (): Promise<Answer> =>
      typeof found === 'number'
        ? notRouted(found)
        : answerOf(found, new Asked(found.params, new URLSearchParams(query), request.headers, body));
    const answer = await carryOut(verdict.fault, effect, response);
    if (answer !== null) this.traffic.answered(route, answer.status);
  }

  reset(): void {
    this.fake.reset();
    this.faults.clear();
    this.faults.forgetStrikes();
    this.traffic.reset();
  }
}

function notRouted(status: 404 | 405): Answer {
  return { status, body: { detail: status === 404 ? 'Not Found' : 'Method Not Allowed' } };
}

async function answerOf({ route }: Match, asked: Asked): Promise<Answer> {
  try {
    return { status: 200, body: await route.handler(asked) };
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, body: { detail: error.detail } };
    throw error;
  }
}
