import { type Decimal, decimal } from '../../../../src/domain/decimal.js';
import type { RemoteMethod } from '../../../../src/domain/payers/remote.js';
import { RemoteStanding } from '../../../../src/engine/remote-standing.js';
import type { OutsidePlan } from '../program/program.js';
import { nameOf } from '../reference/books.js';
import { exact } from '../reference/exact.js';
import type { Standing, Step } from '../reference/outside.js';

/** How the payers outside stand at the moment: who is away, and what is thought to be left with whom. */
export interface Moment {
  readonly away: readonly RemoteMethod[];
  /** By account, method and currency, see {@link nameOf}. */
  readonly thought: ReadonlyMap<string, string>;
}

export const NOBODY_AWAY: Moment = { away: [], thought: new Map() };

/** Nobody outside counts in steps of this one. */
const IN_ANY_AMOUNT = 'CNY';
const CURRENCIES = ['CREDIT', 'USD', 'EUR', IN_ANY_AMOUNT];

/** Engines of the suite learn how the payers stand from the program alone, and not from the clock. */
export class PlannedStanding extends RemoteStanding {
  private plan: OutsidePlan = { methods: [], steps: {} };
  private moment = NOBODY_AWAY;

  begin(plan: OutsidePlan): void {
    this.plan = plan;
    this.moment = NOBODY_AWAY;
    this.follow({
      isAvailable: (method) => !this.moment.away.includes(method),
      denomination: (method, currency) => {
        const step = currency === IN_ANY_AMOUNT ? undefined : plan.steps[method];
        return step ? { unit: decimal(step.size), least: decimal(step.least) } : null;
      },
    });
  }

  change(moment: Moment): void {
    this.moment = moment;
  }

  override isRemote(method: RemoteMethod): boolean {
    return method === 'payment_charge' || this.plan.methods.includes(method);
  }

  override knownBalance(accountId: string, method: RemoteMethod, currency: string): Decimal | null {
    const left = this.moment.thought.get(nameOf(accountId, method, currency));
    return left === undefined ? null : decimal(left);
  }
}

/** The same for the reference. */
export function standingOf({ methods, steps }: OutsidePlan, { away, thought }: Moment): Standing {
  return {
    outside: new Set<string>([...methods, 'payment_charge']),
    away: new Set(away),
    thought: new Map([...thought].map(([name, left]) => [name, exact(left)])),
    steps: new Map(
      Object.entries(steps).flatMap(([method, step]) =>
        CURRENCIES.filter((currency) => step && currency !== IN_ANY_AMOUNT).map(
          (currency): [string, Step] => [
            nameOf(method, currency),
            { size: exact(step!.size), least: exact(step!.least) },
          ],
        ),
      ),
    ),
  };
}
