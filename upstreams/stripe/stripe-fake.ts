import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Answer } from '../fastapi/routes.js';
import type { FaultOrder } from '../faults/fault.js';
import { Faults } from '../faults/faults.js';
import { carryOut } from '../server/carry-out.js';
import { CONTROL } from '../control/control-path.js';
import { readBody, sendJson } from '../server/http-body.js';
import { Listener } from '../server/listener.js';
import { pause } from '../server/pause.js';
import { Form } from './form.js';
import { IdempotencyKeys } from './idempotency-keys.js';
import { StripeControl } from './stripe-control.js';
import { StripeFault } from './stripe-fault.js';
import { StripeRoutes } from './stripe-routes.js';
import { newId, Tables } from './tables.js';
import { WebhookSender } from './webhook-sender.js';

/** Of the API; a client may pin another. */
const API_VERSION = '2026-10-28.endive';

/** Stripe, as far as this service knows it: its API over HTTP, its test cards, its webhooks, its faults. */
export class StripeFake {
  readonly tables = new Tables();
  readonly faults = new Faults();
  readonly keys = new IdempotencyKeys();
  readonly webhooks = new WebhookSender(API_VERSION);
  readonly routes = new StripeRoutes(this.tables, (type, object) => this.webhooks.happened(type, object));
  /** How many requests came, by method and path. */
  readonly asked = new Map<string, number>();
  /** How long each request that changes something takes. */
  processingMs = 0;
  private readonly control: StripeControl;
  private readonly listener: Listener;
  private readonly controlListener: Listener;

  /** `secretKey` is what callers must know; port 0: a free one. */
  constructor(
    private readonly secretKey: string,
    host = '127.0.0.1',
    port = 0,
    controlPort = 0,
  ) {
    const serve: RequestListener = (request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        process.stderr.write(`${request.method} ${request.url}: ${String(error)}\n`);
        response.destroy();
      });
    };
    this.listener = new Listener(host, port, serve);
    this.controlListener = new Listener(host, controlPort, serve);
    this.control = new StripeControl(this, this.listener);
  }

  /** Answers the port; the same one when it was open before. */
  open(): Promise<number> {
    return this.listener.open();
  }

  /** Opens a second port, for orders, which stays while the first one is closed. Answers it. */
  openControl(): Promise<number> {
    return this.controlListener.open();
  }

  /** Connections are refused from now on. */
  close(): Promise<void> {
    return this.listener.close();
  }

  /** All is closed, and stays so. */
  async stop(): Promise<void> {
    this.control.close();
    await Promise.all([this.listener.close(), this.controlListener.close()]);
  }

  reset(): void {
    this.tables.clear();
    this.faults.clear();
    this.keys.forget();
    this.webhooks.forget();
    this.asked.clear();
    this.processingMs = 0;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    const method = request.method ?? 'GET';
    const body = (await readBody(request)) ?? '';
    if (path.startsWith(`${CONTROL}/`)) return this.control.serve(method, path, body, response);
    this.asked.set(`${method} ${path}`, (this.asked.get(`${method} ${path}`) ?? 0) + 1);
    const verdict = this.faults.judge({ method, path, text: `${request.url}\n${body}` });
    await pause(verdict.delayMs);
    const key = request.headers['idempotency-key'];
    const effect = async (): Promise<Answer> => {
      const answer = await this.answer(request, method, path, new Form(method === 'GET' ? query : body));
      return { ...answer, headers: { ...headersOf(request, key), ...answer.headers } };
    };
    await strike(verdict.fault, effect, response);
  }

  private async answer(request: IncomingMessage, method: string, path: string, form: Form): Promise<Answer> {
    try {
      this.refuseStranger(request);
      const found = this.routes.find(method, path);
      if (found === null) throw unrecognized(method, path);
      const run = async (): Promise<Answer> => {
        if (method === 'POST') await pause(this.processingMs);
        return { status: 200, body: structuredClone(found.handler({ id: found.id, form })) };
      };
      const key = request.headers['idempotency-key'];
      if (method !== 'POST' || typeof key !== 'string') return await run();
      return await this.keys.once(key, `${path}\n${form.fingerprint()}`, run);
    } catch (error) {
      if (!(error instanceof StripeFault)) throw error;
      return errorAnswer(error);
    }
  }

  private refuseStranger({ headers }: IncomingMessage): void {
    const given = headers.authorization ?? '';
    const basic = `Basic ${Buffer.from(`${this.secretKey}:`).toString('base64')}`;
    if (given === `Bearer ${this.secretKey}` || given === basic) return;
    throw new StripeFault(401, { type: 'invalid_request_error', message: 'Invalid API Key provided.' });
  }
}

/** The faults that are answers are Stripe's own here; what happens on the wire happens to everybody alike. */
async function strike(
  fault: FaultOrder | null,
  effect: () => Promise<Answer>,
  response: ServerResponse,
): Promise<void> {
  switch (fault?.kind) {
    case 'rate_limited':
      return sendFault(response, 429, { type: 'invalid_request_error', code: 'rate_limit' });
    case 'error_after':
      await effect();
      return sendFault(response, fault.status ?? 500, { type: 'api_error' });
    case 'error_before':
      return sendFault(response, fault.status ?? 500, { type: 'api_error' });
    default:
      await carryOut(fault, effect, response);
  }
}

function sendFault(response: ServerResponse, status: number, error: Partial<StripeFault['error']>): void {
  const message = status === 429 ? 'Request rate limit exceeded.' : 'An unexpected error occurred.';
  const answer = errorAnswer(new StripeFault(status, { type: 'api_error', message, ...error }));
  if (!response.destroyed) sendJson(response, answer.status, answer.body, answer.headers);
}

function errorAnswer({ status, body, isKept }: StripeFault): Answer {
  const isWorthwhile = !isKept && (status === 409 || status >= 500);
  return { status, body, headers: { 'stripe-should-retry': String(isWorthwhile) } };
}

function headersOf(request: IncomingMessage, key: string | string[] | undefined): Record<string, string> {
  return {
    'request-id': newId('req'),
    'stripe-version': String(request.headers['stripe-version'] ?? API_VERSION),
    ...(typeof key === 'string' && { 'idempotency-key': key }),
  };
}

function unrecognized(method: string, path: string): StripeFault {
  const message = `Unrecognized request URL (${method}: ${path}).`;
  return new StripeFault(404, { type: 'invalid_request_error', message });
}
