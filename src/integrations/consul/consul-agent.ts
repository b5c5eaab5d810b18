import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import type { ConsulConfig } from '../../config/integrations-config.js';
import { PooledUpstreamHttp } from '../upstream/calls/pooled-upstream-http.js';
import { FixedAddress } from '../upstream/calls/upstream-address.js';
import type { UpstreamAnswer, UpstreamCall } from '../upstream/calls/upstream-http.js';
import type { UpstreamState } from '../upstream/upstream.js';
import { instancesIn } from './instances.js';
import type { RegisteredService } from './registered-service.js';

/** One watch for each platform service, the heartbeat, and some to spare. */
const CONNECTIONS = 8;

/** How a service tells the agent that it is. */
export interface Wellness {
  readonly isWell: boolean;
  readonly note: string;
}

/** Base URLs of the healthy instances, and where the agent's data has got to: the next question waits for more. */
export interface Instances {
  readonly urls: readonly string[];
  readonly index: number;
}

/** The HTTP API of this machine's Consul agent, as far as billing uses it. */
@Injectable()
export class ConsulAgent implements OnApplicationShutdown {
  private readonly consul: ConsulConfig | null;
  private readonly http: PooledUpstreamHttp | null;

  constructor(@Inject(APP_CONFIG) { integrations }: Pick<AppConfig, 'integrations'>) {
    const { consul, http } = integrations;
    const bounds = { ...http, connections: CONNECTIONS, queueLimit: CONNECTIONS };
    this.consul = consul;
    this.http =
      consul && new PooledUpstreamHttp('consul', new FixedAddress(consul.agentUrl), bounds, noRefusal);
  }

  /** Null: this service has nothing to do with Consul. */
  get config(): ConsulConfig | null {
    return this.consul;
  }

  /** Repeated, it changes nothing: `register` names the service by its id. */
  async register(service: RegisteredService, signal: AbortSignal): Promise<void> {
    const query = { 'replace-existing-checks': 'true' };
    const answer = await this.put('/v1/agent/service/register', { query, body: { ...service } }, signal);
    refuseUnless(answer.status === 200, answer);
  }

  /** False when the agent does not know the service. */
  async deregister(id: string, signal: AbortSignal): Promise<boolean> {
    const answer = await this.put(`/v1/agent/service/deregister/${encodeURIComponent(id)}`, {}, signal);
    return isKnown(answer);
  }

  /** Renews the TTL check of a service. False when the agent does not know it, or not with a TTL. */
  async tell(id: string, { isWell, note }: Wellness, signal: AbortSignal): Promise<boolean> {
    const check = encodeURIComponent(`service:${id}`);
    const path = `/v1/agent/check/${isWell ? 'pass' : 'fail'}/${check}`;
    return isKnown(await this.put(path, { query: { note } }, signal));
  }

  async knows(id: string, signal: AbortSignal): Promise<boolean> {
    const path = `/v1/agent/service/${encodeURIComponent(id)}`;
    return isKnown(await this.client.ask({ method: 'GET', path, ...this.token() }, signal));
  }

  /**
   * Who offers a service and is well. With the index of an earlier answer the agent holds this one back until
   * something has changed, or `waitMs` and a sixteenth more are over.
   */
  async instancesOf(name: string, index: number, waitMs: number, signal: AbortSignal): Promise<Instances> {
    const path = `/v1/health/service/${encodeURIComponent(name)}`;
    const wait = index > 0 ? { index, wait: `${waitMs}ms` } : {};
    const query = { passing: 'true', ...wait };
    const answer = await this.client.send({ method: 'GET', path, query, ...this.token() }, signal);
    refuseUnless(answer.status === 200, answer);
    const urls = instancesIn(answer.body);
    // Consul does not refuse a token that may not read: it leaves out what the token may not see, and says so.
    if (urls.length === 0 && answer.headers['x-consul-results-filtered-by-acls'] === 'true') {
      throw new Error(`Consul's agent shows no ${name}: CONSUL_HTTP_TOKEN lacks service:read or node:read`);
    }
    return { urls, index: indexIn(answer.headers['x-consul-index']) };
  }

  /** Null without Consul. */
  state(): UpstreamState | null {
    return this.http?.state() ?? null;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.http?.close();
  }

  private put(path: string, rest: Pick<UpstreamCall, 'query' | 'body'>, signal: AbortSignal) {
    return this.client.ask({ method: 'PUT', path, ...rest, ...this.token() }, signal);
  }

  private token(): Pick<UpstreamCall, 'headers'> {
    const token = this.consul?.token ?? null;
    return token === null ? {} : { headers: { 'x-consul-token': token } };
  }

  private get client(): PooledUpstreamHttp {
    if (this.http === null) throw new Error('Consul is not configured');
    return this.http;
  }
}

/** Agents before 1.11 answer 500 where the newer ones answer 404. */
function isKnown(answer: UpstreamAnswer): boolean {
  if (answer.status === 404 || answer.status === 500) return false;
  refuseUnless(answer.status === 200, answer);
  return true;
}

function refuseUnless(isRight: boolean, { status }: UpstreamAnswer): void {
  if (isRight) return;
  const hint = status === 403 ? ': CONSUL_HTTP_TOKEN lacks service:write, or is unknown' : '';
  throw new Error(`Consul's agent answered ${status}${hint}`);
}

/** An index that is no positive number would be asked for in a circle: then nothing is waited for. */
function indexIn(header: unknown): number {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : 0;
}

function noRefusal(): boolean {
  return false;
}
