import type { IncomingMessage, ServerResponse } from 'node:http';
import { Asked } from '../fastapi/asked.js';
import { Refusal } from '../fastapi/refusal.js';
import { Routes } from '../fastapi/routes.js';
import { CONTROL } from './control-path.js';
import { readFaultOrder } from '../faults/read-fault-order.js';
import { type FakeServer } from '../server/fake-server.js';
import { GENERATIONS } from '../server/fake.js';
import { readBody, sendJson } from '../server/http-body.js';
import type { Listener } from '../server/listener.js';
import { Outage } from './outage.js';

const COMMANDS: readonly string[] = [
  'state',
  'create',
  'reset',
  'faults',
  'counters',
  'settings',
  'down',
  'up',
];

/** What tests and developers do to a fake. It is on a port of its own too, which stays when the fake is down. */
export class ControlApi {
  private readonly routes: Routes;
  private readonly outage: Outage;

  constructor(
    private readonly server: FakeServer,
    private readonly listener: Listener,
  ) {
    this.outage = new Outage(listener);
    const { faults, traffic, fake } = server;
    this.routes = new Routes()
      .get(`${CONTROL}/state`, () => fake.state())
      .post(`${CONTROL}/create`, (asked) => fake.create(asked.body()))
      .post(`${CONTROL}/reset`, () => this.reset())
      .get(`${CONTROL}/faults`, () => ({ faults: faults.list() }))
      .post(`${CONTROL}/faults`, (asked) => faults.add(readFaultOrder(asked.body())))
      .delete(`${CONTROL}/faults`, () => this.clearFaults())
      .delete(`${CONTROL}/faults/{fault_id}`, (asked) => this.removeFault(asked.param('fault_id')))
      .get(`${CONTROL}/counters`, () => ({ faults: faults.counts(), routes: traffic.counts() }))
      .put(`${CONTROL}/settings`, (asked) => this.change(asked))
      .post(`${CONTROL}/down`, (asked) => this.down(asked))
      .post(`${CONTROL}/up`, () => this.outage.end());
  }

  /** On the fake's own port: its paths, and those of whoever forgot their beginning. No service has either. */
  isAsked(url = '/'): boolean {
    const [path = '/'] = url.split('?', 1);
    return path.split('/')[1] === CONTROL.slice(1) || this.isCommand(path);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    const found = this.routes.find(request.method ?? 'GET', path);
    const body = await readBody(request);
    if (typeof found === 'number') return sendJson(response, found, { detail: this.unknown(request, path) });
    const asked = new Asked(found.params, new URLSearchParams(query), request.headers, body ?? '');
    try {
      sendJson(response, 200, (await found.route.handler(asked)) ?? null);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      sendJson(response, error.status, { detail: error.detail });
    }
  }

  private isCommand(path: string): boolean {
    return COMMANDS.includes(path.split('/')[1] ?? '');
  }

  /** Says where what was asked for is. */
  private unknown({ method }: IncomingMessage, path: string): string {
    const { name } = this.server.fake;
    if (this.isCommand(path)) return `Orders to this fake begin with ${CONTROL}: ${method} ${CONTROL}${path}`;
    const isControl = path.split('/')[1] === CONTROL.slice(1);
    return isControl
      ? `The control API of the ${name} fake has no ${method} ${path}; it has ${COMMANDS.join(', ')} under ${CONTROL}: see upstreams/README.md`
      : `This is the control port of the ${name} fake, which has ${CONTROL}/… alone: the ${name} service is on port ${this.listener.at}`;
  }

  close(): void {
    this.outage.forget();
  }

  private async reset(): Promise<unknown> {
    this.server.reset();
    return this.outage.end();
  }

  private clearFaults(): unknown {
    this.server.faults.clear();
    return { faults: [] };
  }

  private removeFault(id: string): unknown {
    if (!this.server.faults.remove(id)) throw new Refusal(404, `There is no fault ${id}`);
    return { removed: id };
  }

  private change(asked: Asked): unknown {
    const fields = asked.body();
    const seed = fields.maybeInteger('seed');
    const generation = fields.maybeChoice('generation', GENERATIONS);
    const own = this.server.fake.settings(fields);
    fields.check();
    if (seed !== null) this.server.faults.seed(seed);
    if (generation !== null) this.server.generation = generation;
    return { generation: this.server.generation, ...own };
  }

  /** Refuses connections, for a while or until told. Answers when it does. */
  private async down(asked: Asked): Promise<unknown> {
    const forMs =
      asked.json() === null ? null : asked.body().maybeInteger('for_ms', { ge: 0, le: 86_400_000 });
    return this.outage.begin(forMs);
  }
}
