import { EventEmitter, once } from 'node:events';
import { ConsulRefusal, ConsulService, type CheckStatus } from './consul-service.js';

/** How often TTLs are looked at and HTTP checks made, at most. */
const TICK_MS = 20;

/** What an agent knows. Each change has an index, larger than all before. */
export class ConsulCatalogue {
  private readonly services = new Map<string, ConsulService>();
  /** The index of the last change of each service's instances; Consul keeps one for each name. */
  private readonly changedAt = new Map<string, number>();
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private index = 10;
  /** Counts the histories: whoever waits in one that is over is answered. */
  private history = 0;
  private readonly clock = setInterval(() => this.tick(), TICK_MS).unref();

  all(): ConsulService[] {
    return [...this.services.values()];
  }

  find(id: string): ConsulService | null {
    return this.services.get(id) ?? null;
  }

  register(service: ConsulService, replacesChecks: boolean): void {
    const known = this.services.get(service.id);
    // The same check keeps its status unless the caller says otherwise.
    if (known && !replacesChecks) service.become(known.status, known.output);
    this.services.set(service.id, service);
    this.changed(service.name);
  }

  deregister(id: string): void {
    const service = this.services.get(id);
    const hint = 'Ensure that the service ID is passed, not the service name.';
    if (!service) throw new ConsulRefusal(404, `Unknown service ID "${id}". ${hint}`);
    this.services.delete(id);
    this.changed(service.name);
  }

  /** Of a TTL check, by whoever it is about. */
  updateCheck(checkId: string, status: CheckStatus, output: string): void {
    const service = this.all().find((candidate) => candidate.checkId === checkId);
    const hint = 'Ensure that the check ID is passed, not the check name.';
    if (!service) throw new ConsulRefusal(404, `Unknown check ID "${checkId}". ${hint}`);
    if (service.ttlMs === null) {
      throw new ConsulRefusal(404, `CheckID "${checkId}" does not have associated TTL`);
    }
    service.dueAt = Date.now() + service.ttlMs;
    if (service.become(status, output)) this.changed(service.name);
  }

  /** Answers when something about the name is newer than `index`, or the time is over. */
  async instances(
    name: string,
    index: number,
    waitMs: number,
  ): Promise<{ services: ConsulService[]; index: number }> {
    const until = AbortSignal.timeout(Math.ceil(waitMs));
    const { history } = this;
    while (this.isHeldBack(name, index, history) && !until.aborted) {
      await once(this.changes, 'change', { signal: until }).catch(() => undefined);
    }
    return { services: this.all().filter((one) => one.name === name), index: this.indexOf(name) };
  }

  /** An agent without a data directory that starts anew: an empty catalogue with a history of its own. */
  forget(): void {
    this.services.clear();
    this.changedAt.clear();
    this.index = 10;
    this.history += 1;
    this.changes.emit('change');
  }

  close(): void {
    clearInterval(this.clock);
    this.history += 1;
    this.changes.emit('change');
  }

  /** Without an index nobody waits. */
  private isHeldBack(name: string, index: number, history: number): boolean {
    return index > 0 && history === this.history && this.indexOf(name) <= index;
  }

  private indexOf(name: string): number {
    return this.changedAt.get(name) ?? this.index;
  }

  private changed(name: string): void {
    this.index += 1;
    this.changedAt.set(name, this.index);
    this.changes.emit('change');
  }

  private tick(): void {
    const now = Date.now();
    for (const service of this.all()) {
      if (service.isForgottenAt(now)) this.deregister(service.id);
      else if (now >= service.dueAt) this.due(service, now);
    }
  }

  private due(service: ConsulService, now: number): void {
    if (service.http !== null) {
      service.dueAt = now + service.http.intervalMs;
      void this.ask(service, service.http.url);
    } else if (service.ttlMs !== null && service.become('critical', 'TTL expired'))
      this.changed(service.name);
  }

  private async ask(service: ConsulService, url: string): Promise<void> {
    const status = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
      (answer) => answer.status,
      () => 0,
    );
    const word = status >= 200 && status < 300 ? 'passing' : status === 429 ? 'warning' : 'critical';
    if (service.become(word, `HTTP GET ${url}: ${status}`)) this.changed(service.name);
  }
}
