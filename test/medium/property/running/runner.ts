import type { Command } from '../../../../src/domain/commands.js';
import { DomainError } from '../../../../src/domain/problems/problems.js';
import type { TestEngine } from '../../../support/engine/test-engine.js';
import { Known, latest } from '../program/known.js';
import { otherThan } from '../program/makers.js';
import type { Burst, Change, Program, Step } from '../program/program.js';
import type { Answered } from '../reference/turn.js';
import type { CommandSent, Happening } from './history.js';
import { claimAttempt, decisionLeftBy } from './claims.js';
import { World } from './world.js';
import type { WorldChange } from './world-change.js';

/** Longer than anything takes: a caller who gives up early would leave the outcome open. */
const PATIENCE_MS = 60_000;

export interface Run {
  readonly world: World;
  readonly history: readonly Happening[];
}

/** Carries a program out on real engines, and writes down everything that was asked and answered. */
export class Runner {
  private readonly history: Happening[] = [];
  private moment = 0;
  private subscribing = new Set<string>();

  private constructor(
    private readonly engines: readonly TestEngine[],
    private readonly world: World,
  ) {}

  static async run(engines: readonly TestEngine[], prefix: string, program: Program): Promise<Run> {
    const { world, changes } = await World.open(engines[0] as TestEngine, prefix, program.world);
    const runner = new Runner(engines, world);
    for (const change of changes) runner.note(change, 0, 0, runner.tick());
    let known = new Known(world);
    for (const [n, burst] of program.bursts.entries()) {
      if (burst.before.length === 0 && burst.callers.every((steps) => steps.length === 0)) continue;
      known = await runner.burst(n, burst, known);
    }
    return { world, history: runner.history };
  }

  /** The callers start together; each goes on when he was answered. */
  private async burst(n: number, { before, callers }: Burst, known: Known): Promise<Known> {
    for (const change of before) await this.change(n, change, known);
    await this.change(n, { kind: 'time', cells: [0, 1], to: 1 }, known);
    this.subscribing.clear();
    const from = this.history.length;
    const knowing = callers.map(() => known.copy());
    await Promise.all(callers.map((steps, caller) => this.call(n, caller, steps, knowing[caller] as Known)));
    const after = known.copy();
    for (const { leases } of knowing) {
      for (const [attemptId, lease] of leases) after.claimed(attemptId, lease);
    }
    await this.findDecisions(from);
    const told = this.history.slice(from).filter((item): item is CommandSent => item.kind === 'command');
    // In the order of the program, which is the same in every run, and not in that of the answers.
    const inOrder = told.toSorted((a, b) => a.caller - b.caller || a.asked - b.asked);
    for (const { command, key, found } of inOrder) {
      after.learn(command, key, found.outcome);
      if (found.decisionId === undefined || !('billingId' in found.outcome)) continue;
      const { account } = command;
      after.waits({ attemptId: found.decisionId, billingId: found.outcome.billingId, account });
    }
    return after;
  }

  /** Whoever is answered that his usage waits is not told what reminds of it. */
  private async findDecisions(from: number): Promise<void> {
    const { database } = this.engines[0] as TestEngine;
    for (const [at, item] of this.history.entries()) {
      if (at < from || item.kind === 'world' || !isLeftWaiting(item.found)) continue;
      const { command, key, found } = item;
      const account = `${command.account.type}:${command.account.id}`;
      const decisionId = await decisionLeftBy(database, account, command.type, key);
      if (decisionId !== undefined) this.history[at] = { ...item, found: { ...found, decisionId } };
    }
  }

  private async change(burst: number, change: Change, known: Known): Promise<void> {
    const asked = this.tick();
    for (const made of await this.makeChange(change, known)) this.note(made, burst, 0, asked);
  }

  private makeChange(change: Change, known: Known): Promise<WorldChange[]> {
    switch (change.kind) {
      case 'time':
        return this.world.pass(change.cells, change.to);
      case 'payers':
        return Promise.resolve(this.world.changePayers(change.payers));
      case 'limit':
        return this.world.quotas.change(change.of, change.limit, change.enforcement);
      case 'quota': {
        const subscription = latest(known.subscriptions, change.quota.of);
        return this.world.quotas.add(change.quota, subscription?.subscriptionId ?? null);
      }
    }
  }

  private note(change: WorldChange, burst: number, caller: number, asked: number): void {
    const id = this.history.length;
    this.history.push({ kind: 'world', id, burst, caller, asked, answered: this.tick(), change });
  }

  private async call(burst: number, caller: number, steps: readonly Step[], known: Known): Promise<void> {
    for (const [n, step] of steps.entries()) {
      if (step.kind === 'price') {
        const asked = this.tick();
        const changes = await this.world.addPrice(step.product, step.price);
        for (const change of changes) this.note(change, burst, caller, asked);
        continue;
      }
      if (step.kind === 'claim') {
        await this.claim(burst, caller, step, known);
        continue;
      }
      const made = this.make(step, known, `key-${burst}.${caller}.${n}`);
      if (!made) continue;
      const { command, key, copies } = made;
      const sent = Array.from({ length: copies }, (_, n) =>
        this.submit(burst, caller, caller + n, command, key),
      );
      for (const { outcome, leased } of await Promise.all(sent)) {
        known.learn(command, key, outcome);
        if (leased && 'attemptId' in outcome && outcome.attemptId !== null)
          known.claimed(outcome.attemptId, 1);
      }
    }
  }

  private async claim(burst: number, caller: number, step: Step & { kind: 'claim' }, known: Known) {
    const attempt = latest(step.decision ? known.decisions : known.attempts, step.of);
    if (!attempt) return;
    const { attemptId } = attempt;
    const lease = known.leaseOf(attemptId);
    const asked = this.tick();
    const { won, change } = await claimAttempt((this.engines[0] as TestEngine).database, attemptId, lease);
    this.note(change, burst, caller, asked);
    if (won) known.claimed(attemptId, lease + 1);
  }

  private make(step: Exclude<Step, { kind: 'price' | 'claim' }>, known: Known, newKey: string) {
    if (step.kind === 'send') {
      const command = step.make(known);
      return command && this.mayBeSent(command)
        ? { command, key: keyOf(command, newKey), copies: step.copies }
        : null;
    }
    const earlier = latest(known.sent, step.of);
    if (!earlier) return null;
    const { command, key } = earlier;
    return { command: step.kind === 'again' ? command : otherThan(command), key, copies: 1 };
  }

  /** Of two subscriptions that an account takes in one instant neither is the older one: one in a burst. */
  private mayBeSent({ type, account }: Command): boolean {
    if (type !== 'subscribe') return true;
    if (this.subscribing.has(account.id)) return false;
    this.subscribing.add(account.id);
    return true;
  }

  private async submit(
    burst: number,
    caller: number,
    n: number,
    command: Command,
    key: string,
  ): Promise<Answered> {
    const engine = n % this.engines.length;
    const asked = this.tick();
    const found = await answerOf(this.engines[engine] as TestEngine, command, key);
    const id = this.history.length;
    this.history.push({
      kind: 'command',
      id,
      burst,
      caller,
      engine,
      asked,
      answered: this.tick(),
      command,
      key,
      found,
    });
    return found;
  }

  private tick(): number {
    this.moment += 1;
    return this.moment;
  }
}

function isLeftWaiting({ outcome, replayed }: Answered): boolean {
  return !replayed && outcome.kind === 'charge' && outcome.status === 'pending' && outcome.refusal === null;
}

/** The two halves of a transfer go under its own name, as the service sends them. */
function keyOf(command: Command, newKey: string): string {
  return 'transferId' in command ? command.transferId : newKey;
}

/** Something of a key that is even for one half of them, and the same in every run. */
function sumOf(key: string): number {
  return [...key].reduce((sum, character) => sum + character.charCodeAt(0), 0);
}

/** A refusal without trace comes as an error; an error that is no refusal is not foreseen by the reference at all. */
async function answerOf({ engine }: TestEngine, command: Command, key: string): Promise<Answered> {
  const internal =
    command.type === 'settle_payment' || command.type === 'decide_again' || 'transferId' in command;
  const isWorkedOnAtOnce = !internal && sumOf(key) % 2 === 0;
  try {
    let leased = false;
    const takeLease = (): void => void (leased = true);
    const options = { key, internal, deadlineMs: PATIENCE_MS, ...(isWorkedOnAtOnce ? { takeLease } : {}) };
    const { outcome, replayed } = await engine.submit(command, options);
    return { outcome, replayed, ...(isWorkedOnAtOnce ? { leased } : {}) };
  } catch (error) {
    const refusal =
      error instanceof DomainError
        ? { code: error.code, message: error.message, facts: error.facts }
        : { code: 'internal_error' as const, message: String(error), facts: {} };
    return { outcome: { kind: 'refused', refusal }, replayed: false };
  }
}
