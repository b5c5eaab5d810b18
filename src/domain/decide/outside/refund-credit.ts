import { type Decimal, formatQuantity } from '../../decimal.js';
import { applyPosting, emptyBalance, type Posting } from '../../ledger.js';
import type { BillingRecord } from '../../record.js';
import type { Context, Effects, State } from '../../state.js';
import { recordEffects } from '../steps/recorded.js';

/** How the record of such a refund begins to say where its money went; after it comes why. */
const CREDITED = 'refund_credited: ';

export interface WithoutWay {
  readonly currency: string;
  readonly amount: Decimal;
  /** Of the refund; null where nothing of it is sent. */
  readonly attemptId: string | null;
  readonly reason: string | null;
}

/** There is no way back to who paid: money that was on its way comes back as credits of the payer. */
export function creditHere(
  state: State,
  record: BillingRecord,
  { currency, amount, attemptId, reason }: WithoutWay,
  context: Context,
): Required<Pick<Effects, 'record' | 'rollups' | 'events' | 'balance' | 'postings'>> {
  const move = { source: 'external', destination: 'credits', amount } as const;
  const posting: Posting = {
    ...move,
    postingId: context.newPostingId(),
    accountId: state.accountId,
    currency,
    operation: 'settle_payment',
    billingId: record.billingId,
    balanceAfter: null,
    referenceId: attemptId,
    description: reason,
    metadata: null,
  };
  const told: BillingRecord = { ...record, failureReason: `${CREDITED}${reason}` };
  const facts = { attempt_id: attemptId, credited: formatQuantity(amount), reason };
  return {
    ...recordEffects(record, told, 'refund_credited', facts),
    balance: applyPosting(state.balance(currency) ?? emptyBalance(currency), move),
    postings: [posting],
  };
}
