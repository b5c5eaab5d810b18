import type { FaultKind, FaultOrder, FaultReport } from './fault.js';
import { seededRandom } from './seeded-random.js';

const MOST_FAULTS = 1_000;

/** What to do with one request. Delays add up; of the other faults at most one strikes. */
export interface Verdict {
  readonly delayMs: number;
  readonly fault: FaultOrder | null;
}

export interface Target {
  readonly method: string;
  readonly path: string;
  /** Path, query and body. */
  readonly text: string;
}

interface Ordered {
  readonly id: string;
  readonly order: FaultOrder;
  readonly path: RegExp | null;
  matched: number;
  struck: number;
}

/** The faults of one fake: which are ordered, which strike, and how often each did. Lots are drawn from a seed. */
export class Faults {
  private ordered: Ordered[] = [];
  private made = 0;
  private random = seededRandom(1);
  private readonly strikes = new Map<FaultKind, number>();

  seed(seed: number): void {
    this.random = seededRandom(seed);
  }

  add(order: FaultOrder): FaultReport {
    if (this.ordered.length >= MOST_FAULTS)
      throw new RangeError(`There are ${MOST_FAULTS} faults, the bound.`);
    const path = order.path === undefined ? null : patternOf(order.path);
    const fault: Ordered = { id: `fault_${++this.made}`, order, path, matched: 0, struck: 0 };
    this.ordered.push(fault);
    return report(fault);
  }

  remove(id: string): boolean {
    const left = this.ordered.filter((fault) => fault.id !== id);
    const found = left.length < this.ordered.length;
    this.ordered = left;
    return found;
  }

  clear(): void {
    this.ordered = [];
  }

  forgetStrikes(): void {
    this.strikes.clear();
  }

  list(): FaultReport[] {
    return this.ordered.map(report);
  }

  /** How often each kind has struck, those of removed faults included. */
  counts(): Partial<Record<FaultKind, number>> {
    return Object.fromEntries(this.strikes);
  }

  judge(target: Target): Verdict {
    let delayMs = 0;
    let struck: FaultOrder | null = null;
    for (const fault of this.ordered) {
      const isDelay = fault.order.kind === 'delay';
      if ((struck !== null && !isDelay) || !this.strikesNow(fault, target)) continue;
      if (isDelay) delayMs += this.delayOf(fault.order);
      else struck = fault.order;
    }
    return { delayMs, fault: struck };
  }

  private strikesNow(fault: Ordered, target: Target): boolean {
    const { order } = fault;
    if (!fits(fault, target)) return false;
    fault.matched++;
    if (fault.matched <= (order.skip ?? 0) || fault.struck >= (order.count ?? Infinity)) return false;
    if (order.probability !== undefined && this.random() >= order.probability) return false;
    fault.struck++;
    this.strikes.set(order.kind, (this.strikes.get(order.kind) ?? 0) + 1);
    return true;
  }

  private delayOf({ ms = 0, max_ms = ms }: FaultOrder): number {
    return max_ms > ms ? ms + this.random() * (max_ms - ms) : ms;
  }
}

function fits({ order, path }: Ordered, target: Target): boolean {
  return (
    (order.method === undefined || order.method.toUpperCase() === target.method) &&
    (path === null || path.test(target.path)) &&
    (order.containing === undefined || target.text.includes(order.containing))
  );
}

function patternOf(path: string): RegExp {
  const parts = path.split(/(\*+)/).map((part) => {
    if (part === '*') return '[^/]*';
    return part.startsWith('**') ? '.*' : part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join('')}$`);
}

function report({ id, order, matched, struck }: Ordered): FaultReport {
  return { ...order, fault_id: id, matched, struck };
}
