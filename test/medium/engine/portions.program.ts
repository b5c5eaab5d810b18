import type { AttemptOutcome, ChargeCommand, Command } from '../../../src/domain/commands.js';
import { decimal } from '../../../src/domain/decimal.js';
import {
  CARD_DECLINED,
  cardOf,
  depositOf,
  settlePaymentOf,
  subscribeOf,
} from '../../support/domain/commands.js';
import {
  addPrice,
  addQuota,
  chargeOf,
  openWallet,
  placeUsers,
  type TestEngine,
  userAccount,
} from '../../support/engine/test-engine.js';

export interface Step {
  readonly key: string;
  readonly command: Command;
}

/** Commands of each third; more than the engine decides in one portion. */
export const A_THIRD = 70;

const NOTHING_MORE = { description: null, metadata: null } as const;
const USERS = ['ann', 'bea', 'cyd', 'dan', 'eve', 'fay', 'gus', 'hal', 'ida', 'jon', 'kim', 'lea', 'mia'];
const FILLERS = Array.from({ length: 7 }, (_, n) => `filler-${n}`);

const cardCharge = (userId: string, quantity: string): ChargeCommand =>
  chargeOf(userId, 'unit', quantity, { method: 'payment_charge' });

/** What the steps name by ids that only this database knows. */
type Past = Awaited<ReturnType<typeof makePast>>;

/** The world before the batch, all of it in cell 0 but for one quota: each command was a batch of its own. */
export async function makePast(t: TestEngine) {
  await placeUsers(t, 0, [...USERS, ...FILLERS]);
  await t.directory.resolveOwner({ kind: 'organization', id: 'org', near: 1 });
  await addPrice(t, 'unit', { unitPrice: '1' });
  await addPrice(t, 'tiered', { unitPrice: '1', freeTier: { limit: '40', period: 'monthly' } });
  await addQuota(t, { scope: 'organization', scopeId: 'org', limit: '60' });
  await addQuota(t, { scope: 'user', scopeId: 'dan', limit: '10' });
  for (const id of FILLERS) await openWallet(t, id, '25');
  const wallets = {
    ann: await openWallet(t, 'ann', '5'),
    bea: await openWallet(t, 'bea', '0'),
    cyd: await openWallet(t, 'cyd', '100'),
    hal: await openWallet(t, 'hal', '10'),
    ida: await openWallet(t, 'ida', '0'),
    kim: await openWallet(t, 'kim', '0'),
  };
  const unpaid = await t.run(chargeOf('bea', 'unit', '7'), 'unpaid');
  const outside = await t.run(chargeOf('bea', 'tiered', '50'), 'outside');
  await t.run(cardOf('cyd'), 'card-cyd');
  await t.run(cardOf('dan'), 'card-dan');
  const { paymentMethodId: cardOfEve } = await t.run(cardOf('eve'), 'card-eve');
  const paying = await t.run(cardCharge('cyd', '3'), 'paying');
  const declining = await t.run(cardCharge('dan', '10'), 'declining');
  const paid = await t.run(chargeOf('cyd', 'unit', '2', { method: 'wallet_deduction' }), 'paid');
  const { transferId } = await t.run(transferOf(wallets.hal, wallets.ida, '4'), 'transfer');
  return { wallets, unpaid, outside, paying, declining, paid, transferId: transferId as string, cardOfEve };
}

function transferOf(walletId: string, toWalletId: string, amount: string) {
  const currency = { currency: 'CREDIT', amount: decimal(amount), ...NOTHING_MORE };
  const [account, toAccount] = [userAccount('hal'), userAccount('ida')];
  return { type: 'transfer_out', account, walletId, toWalletId, toAccount, ...currency } as const;
}

/** Three thirds: what the first does the second goes by, and the third by both. */
export function programOf(past: Past): Step[] {
  return [first(past), second(past), third(past)].flatMap((steps, n) => filledUp(steps, n));
}

function first({ wallets, unpaid, outside, paying, declining, transferId }: Past): Step[] {
  return [
    step('twice', chargeOf('ann', 'unit', '2')),
    step('deposit', depositOf('bea', wallets.bea, '7')),
    step('pays-outside', { ...recordOf('settled_outside', 'bea', outside), ...paidBy('bank-1') }),
    step('paying', cardCharge('cyd', '3')),
    step('asked', settle('cyd', paying, { status: 'unknown', nextCheckInMs: 1_000 })),
    step('over', chargeOf('dan', 'unit', '8')),
    step('declined', settle('dan', declining, CARD_DECLINED)),
    step('new-card', cardOf('fay')),
    step('subscribed', subscription('gus')),
    step('included-1', chargeOf('gus', 'tiered', '30', { usage: { subscriptionId: 'sub-gus' } })),
    step('leaves', transferOf(wallets.hal, wallets.ida, '6')),
    step('arrives', arrival('ida', wallets.ida, transferId, '4')),
    step('granted', grant('jon', '9')),
    step('opened', opening('lea')),
    step('unpaid-again', process('bea', unpaid, 'wallet_deduction')),
    step('too-early', chargeOf('kim', 'unit', '3')),
  ];
}

function second({ wallets, unpaid, outside, paying, paid, transferId, cardOfEve, declining }: Past): Step[] {
  return [
    step('twice', chargeOf('ann', 'unit', '2')),
    step('late-process', process('bea', unpaid, null)),
    step('refund-paid', { ...recordOf('refund', 'cyd', paid), reason: null }),
    step('succeeded', settle('cyd', paying, { status: 'succeeded', transactionId: 'ch_1', balance: null })),
    step('fits', chargeOf('dan', 'unit', '8', { method: 'payment_charge' })),
    step('declining', cardCharge('dan', '10')),
    step('declined-again', settle('dan', declining, CARD_DECLINED)),
    step('by-new-card', cardCharge('fay', '5')),
    step('no-card', {
      type: 'remove_payment_method',
      account: userAccount('eve'),
      paymentMethodId: cardOfEve as string,
    }),
    step('included-2', chargeOf('gus', 'tiered', '30', { usage: { subscriptionId: 'sub-gus' } })),
    step('after-leaving', chargeOf('hal', 'unit', '1')),
    step('spent-at-once', chargeOf('ida', 'unit', '4')),
    step('closed', { type: 'transfer_done', account: userAccount('hal'), transferId }),
    step('from-credits', chargeOf('jon', 'unit', '6')),
    step('opened-twice', opening('lea')),
    step('spent-new', chargeOf('lea', 'unit', '3')),
    step('overdraft', overdraft('kim', wallets.kim, '5')),
    step('outside-again', { ...recordOf('settled_outside', 'bea', outside), ...paidBy('bank-1') }),
  ];
}

function third({ wallets, unpaid, outside, paying, transferId }: Past): Step[] {
  return [
    step('twice', chargeOf('ann', 'unit', '3')),
    step('refund-late', { ...recordOf('refund', 'bea', unpaid), reason: 'late' }),
    step('process-refunded', process('bea', unpaid, null)),
    step('refund-outside', { ...recordOf('refund', 'bea', outside), reason: null }),
    step('paying', cardCharge('cyd', '3')),
    step('refund-card', { ...recordOf('refund', 'cyd', paying), reason: null }),
    step('declining', cardCharge('dan', '10')),
    step('over-again', chargeOf('dan', 'unit', '8')),
    step('without-card', cardCharge('eve', '1')),
    step('included-3', chargeOf('gus', 'tiered', '90', { usage: { subscriptionId: 'sub-gus' } })),
    step('subscribed-again', subscription('gus')),
    step('arrives', arrival('ida', wallets.ida, transferId, '4')),
    step('too-much', chargeOf('jon', 'unit', '6')),
    step('granted', grant('jon', '9')),
    step('refused-new', chargeOf('lea', 'unit', '9')),
    step('withdrawn', { ...depositOf('cyd', wallets.cyd, '1'), type: 'withdraw', destination: null }),
  ];
}

/** Charges of a few payers, over one organisation's quota that ends within them; the third's own steps come between. */
function filledUp(steps: readonly Step[], third: number): Step[] {
  return Array.from({ length: A_THIRD }, (_, n) => {
    const own = n % 4 === 1 ? steps[(n - 1) / 4] : undefined;
    if (own) return own;
    const product = n % 3 === 0 ? 'tiered' : 'unit';
    const organizationId = n % 2 === 0 ? 'org' : null;
    const usage = { organizationId, usageTimestamp: Date.UTC(2025, 9, 1 + third, n % 3) };
    const payer = FILLERS[n % FILLERS.length] as string;
    return step(`filler-${third}-${n}`, chargeOf(payer, product, '1', { usage }));
  });
}

function step(key: string, command: Command): Step {
  return { key, command };
}

function recordOf<Type extends string>(type: Type, userId: string, { billingId }: { billingId: string }) {
  return { type, account: userAccount(userId), billingId };
}

function paidBy(paymentTransactionId: string) {
  return { walletTransactionId: null, paymentTransactionId };
}

function process(userId: string, record: { billingId: string }, method: 'wallet_deduction' | null): Command {
  return { ...recordOf('process', userId, record), method, paymentMethodId: null, forceCharge: false };
}

type Charged = { readonly billingId: string; readonly attemptId: string | null };

function settle(userId: string, charged: Charged, outcome: AttemptOutcome): Command {
  return settlePaymentOf(userId, charged, outcome, null);
}

function arrival(userId: string, walletId: string, transferId: string, amount: string): Command {
  const { referenceId: _, ...money } = depositOf(userId, walletId, amount);
  return { ...money, type: 'transfer_in', transferId };
}

function grant(userId: string, amount: string): Command {
  const money = { currency: 'CREDIT', amount: decimal(amount), description: null, referenceId: null };
  return { type: 'grant_credits', account: userAccount(userId), ...money };
}

function opening(userId: string): Command {
  const money = { currency: 'CREDIT', initialBalance: decimal('8') };
  return { type: 'open_wallet', account: userAccount(userId), ...money };
}

function overdraft(userId: string, walletId: string, limit: string): Command {
  const limited = { currency: 'CREDIT', overdraftLimit: decimal(limit) };
  return { type: 'set_overdraft', account: userAccount(userId), walletId, ...limited };
}

/** 60 units of `tiered` at no cost, before its free tier. */
function subscription(userId: string): Command {
  return subscribeOf(userId, {
    subscriptionId: `sub-${userId}`,
    startsAt: Date.UTC(2025, 0, 1),
    includedProducts: [{ productId: 'tiered', includedAmount: decimal('60') }],
  });
}
