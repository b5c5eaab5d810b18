import { ORGANIZATION_ID, type ChargeOrder, type ExpectedOutcome } from './charge.js';
import { payerAt } from './payers.js';
import { zipfPicks } from './zipf.js';

/** Who is charged, as sent to the processes that do it. */
export interface Scenario {
  readonly kind: ScenarioKind;
  /** How many payers take part. */
  readonly accounts: number;
  /** Of the schema that is worked on. */
  readonly cells: number;
}

export type ScenarioKind =
  /** One after the other, so that no two charges in flight meet. */
  | 'distinct accounts'
  /** The k-th most frequent payer is charged 1/k as often as the first: 12 % of all go to him with 4,096. */
  | 'zipf mix'
  /** Everything goes to one payer. */
  | 'one hot account'
  /** Distinct payers, and the quota of one organisation counts all of them. */
  | 'one organisation quota'
  /** Distinct payers with empty wallets: 402. */
  | 'no money (402)'
  /** Distinct payers whose quota is used up: 429. */
  | 'over quota (429)';

const OUTCOMES: Readonly<Partial<Record<ScenarioKind, ExpectedOutcome>>> = {
  'no money (402)': 'no money',
  'over quota (429)': 'over quota',
};

export function expectedOf(kind: ScenarioKind): ExpectedOutcome {
  return OUTCOMES[kind] ?? 'completed';
}

/** The n-th charge of a scenario. `tag` keeps the keys of all runs of the benchmark apart. */
export function ordersOf(scenario: Scenario, tag: string): (n: number) => ChargeOrder {
  const { kind, accounts, cells } = scenario;
  const expected = expectedOf(kind);
  const pick = picker(scenario);
  const organizationId = kind === 'one organisation quota' ? ORGANIZATION_ID : null;
  return (n) => ({
    payer: payerAt(expected, pick(n) % accounts, cells),
    organizationId,
    key: `${tag}-${n}`,
    expected,
  });
}

function picker({ kind, accounts }: Scenario): (n: number) => number {
  switch (kind) {
    case 'one hot account':
      return () => 0;
    case 'zipf mix': {
      const picks = zipfPicks(accounts);
      return (n) => picks[n % picks.length] ?? 0;
    }
    default:
      return (n) => n;
  }
}
