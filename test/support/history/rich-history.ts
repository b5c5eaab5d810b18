import type { ApiClient } from '../api/api-client.js';
import { meetQuotas, spendCreditsAndAllowances } from './allowances-and-quotas.js';
import { chargeCards } from './card-charges.js';
import { chargeAtOnce, moveMoney } from './movements.js';
import { fillCatalogue, openAccounts } from './opening.js';
import { RECORD, Story } from './story.js';
import { chargeWallets } from './wallet-charges.js';

/** What the history left, for whoever goes on with it. */
export interface RichHistory {
  /** A billing record of each kind, as the history left it. */
  readonly records: {
    readonly paidFromWallet: string;
    readonly paidFromCredits: string;
    readonly paidByCard: string;
    readonly refused: string;
    readonly unpriced: string;
    readonly underWay: string;
    readonly refunded: string;
  };
  /** The request of `paidFromWallet` and the key that it came with. */
  readonly replayable: { readonly key: string; readonly usage: Readonly<Record<string, unknown>> };
  /** Has a wallet with money in it. */
  readonly payer: string;
  /** Costs 0.002 CREDIT a unit. */
  readonly product: string;
}

/** The service's waits under which a payment without an answer stays under way for the rest of a suite. */
export const LEAVES_PAYMENTS_OPEN = {
  settlement: { waitMs: 4_000, callTimeoutMs: 200, pollIntervalMs: 3_600_000, recheckMs: 400 },
} as const;

/**
 * A little of everything that the API can do, through the API: every method, every status, every way from one to
 * another, refusals, replays, concurrency. Wants a service with the waits above.
 */
export async function playRichHistory(api: ApiClient): Promise<RichHistory> {
  const story = new Story(api);
  await fillCatalogue(story);
  await openAccounts(story);
  const wallets = await chargeWallets(story);
  const cards = await chargeCards(story);
  const credits = await spendCreditsAndAllowances(story);
  await meetQuotas(story);
  await moveMoney(story);
  const usage = story.usage('alice', {
    usage_amount: '1234.5',
    session_id: 'session-1',
    agent_id: 'agent-1',
  });
  const paidFromWallet = await story.charge(usage, 'the-key');
  await story.expect(api.post(RECORD, usage, 'the-key'), 200);
  await chargeAtOnce(story);
  return {
    records: { ...wallets, ...cards, ...credits, paidFromWallet },
    replayable: { key: 'the-key', usage },
    payer: 'alice',
    product: 'plain',
  };
}
