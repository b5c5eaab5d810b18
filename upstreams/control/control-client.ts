import type { FaultKind, FaultOrder, FaultReport } from '../faults/fault.js';
import type { Generation } from '../server/fake.js';
import type { RouteTraffic } from '../server/traffic.js';
import { CONTROL } from './control-path.js';

export interface Counters {
  /** How often each kind of fault has struck since the last reset. */
  readonly faults: Partial<Record<FaultKind, number>>;
  /** By route as written; requests to no route under `no such route`. */
  readonly routes: Readonly<Record<string, Readonly<RouteTraffic>>>;
}

export interface Settings {
  /** Of the lots that faults draw. */
  readonly seed?: number;
  readonly generation?: Generation;
  /** Others are the fake's own. */
  readonly [name: string]: unknown;
}

/** The control API of one fake: `State` is what it knows, `Creation` what can be made there, `Made` what that answers. */
export class ControlClient<State, Creation, Made> {
  constructor(private readonly url: string) {}

  state(): Promise<State> {
    return this.call('GET', 'state');
  }

  create(creation: Creation): Promise<Made> {
    return this.call('POST', 'create', creation);
  }

  addFault(order: FaultOrder): Promise<FaultReport> {
    return this.call('POST', 'faults', order);
  }

  async faults(): Promise<readonly FaultReport[]> {
    const { faults } = await this.call<{ faults: FaultReport[] }>('GET', 'faults');
    return faults;
  }

  async removeFault({ fault_id }: Pick<FaultReport, 'fault_id'>): Promise<void> {
    await this.call('DELETE', `faults/${fault_id}`);
  }

  async clearFaults(): Promise<void> {
    await this.call('DELETE', 'faults');
  }

  counters(): Promise<Counters> {
    return this.call('GET', 'counters');
  }

  async set(settings: Settings): Promise<void> {
    await this.call('PUT', 'settings', settings);
  }

  /** Refuses connections from now on; for so long, or until `up`. */
  async down(forMs?: number): Promise<void> {
    await this.call('POST', 'down', { for_ms: forMs ?? null });
  }

  async up(): Promise<void> {
    await this.call('POST', 'up');
  }

  /** Forgets state, faults and counters; it is up again. Settings stay. */
  async reset(): Promise<void> {
    await this.call('POST', 'reset');
  }

  protected async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await fetch(`${this.url}${CONTROL}/${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${CONTROL}/${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text) as T;
  }
}
