import { milliseconds } from './go-duration.js';

export type CheckStatus = 'passing' | 'warning' | 'critical';

/** A refusal in Consul's way: a status and a line of text. */
export class ConsulRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** One service that an agent knows, with its one check. */
export class ConsulService {
  status: CheckStatus = 'critical';
  output = '';
  criticalSince = Date.now();
  /** When the TTL runs out, or the next HTTP check is due. */
  dueAt: number;

  private constructor(
    readonly id: string,
    readonly name: string,
    readonly address: string,
    readonly port: number,
    readonly tags: readonly string[],
    readonly meta: Readonly<Record<string, string>>,
    readonly ttlMs: number | null,
    readonly http: { readonly url: string; readonly intervalMs: number } | null,
    readonly deregisterAfterMs: number | null,
  ) {
    this.dueAt = Date.now() + (ttlMs ?? 0);
    if (ttlMs === null && http === null) this.status = 'passing';
  }

  /** Out of the body of a registration. */
  static read(body: unknown): ConsulService {
    const { Name, ID = Name, Address = '', Port = 0, Tags = [], Meta = {}, Check = {} } = record(body);
    if (typeof Name !== 'string' || Name === '') throw new ConsulRefusal(400, 'Missing service name');
    if (typeof Port !== 'number' || !Number.isInteger(Port)) throw undecodable("'Port' expected type 'int'");
    const check = record(Check);
    if (check.TTL !== undefined && check.HTTP !== undefined) {
      throw new ConsulRefusal(400, 'Invalid check: Interval and TTL cannot both be specified');
    }
    const intervalMs = duration(check.Interval);
    if (check.HTTP !== undefined && intervalMs === null) {
      throw new ConsulRefusal(
        400,
        'Invalid check: Interval must be > 0 for Script, HTTP, H2PING or TCP checks',
      );
    }
    return new ConsulService(
      String(ID),
      Name,
      String(Address),
      Port,
      Tags as string[],
      Meta as Record<string, string>,
      duration(check.TTL),
      check.HTTP === undefined ? null : { url: textOf(check.HTTP), intervalMs: intervalMs as number },
      duration(check.DeregisterCriticalServiceAfter),
    );
  }

  get checkId(): string {
    return `service:${this.id}`;
  }

  /** True when that changed its status. */
  become(status: CheckStatus, output: string): boolean {
    const isNew = status !== this.status;
    if (isNew && status === 'critical') this.criticalSince = Date.now();
    this.status = status;
    this.output = output;
    return isNew;
  }

  isForgottenAt(now: number): boolean {
    const { deregisterAfterMs, status, criticalSince } = this;
    return deregisterAfterMs !== null && status === 'critical' && now - criticalSince > deregisterAfterMs;
  }
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  throw undecodable('not an object');
}

function duration(value: unknown): number | null {
  if (value === undefined || value === '') return null;
  const ms = milliseconds(textOf(value));
  if (ms === null) throw undecodable(`time: invalid duration "${textOf(value)}"`);
  return ms;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw undecodable("expected type 'string'");
}

function undecodable(why: string): ConsulRefusal {
  return new ConsulRefusal(400, `Request decode error: ${why}`);
}
