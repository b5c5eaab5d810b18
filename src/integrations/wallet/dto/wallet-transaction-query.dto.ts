import { field } from '../../../http/validation/field.js';
import { IsInstant } from '../../../http/validation/is-instant.js';
import { IsInteger } from '../../../http/validation/is-integer.js';
import { IsOneOf } from '../../../http/validation/is-one-of.js';
import { WALLET_TRANSACTION_TYPES, type WalletTransactionType } from '../wallet-transaction.js';

export class WalletTransactionQueryDto {
  /** Only movements of this kind. */
  @IsOneOf(WALLET_TRANSACTION_TYPES, { optional: true, enumName: 'WalletTransactionType' })
  transaction_type?: WalletTransactionType;

  /** First instant, or first day. */
  @IsInstant({ optional: true, edge: 'start', example: '2025-10-01' })
  start_date?: number;

  /** End of the range: an instant that is no longer in it, or its last day. */
  @IsInstant({ optional: true, edge: 'end', example: '2025-10-31' })
  end_date?: number;

  @IsInteger({ optional: true, min: 1, max: 100, default: 50, description: 'Most rows in the answer.' })
  limit: number = 50;

  @IsInteger({
    optional: true,
    min: 0,
    max: 10_000,
    default: 0,
    description: 'Rows to skip. Beyond 10,000 go on with `cursor`.',
  })
  offset: number = 0;

  /** The id of the transaction that the answer goes on after. */
  @IsTransactionCursor()
  cursor?: string;
}

/** An id of a transaction, here or at the wallet service. */
const TRANSACTION_ID = /^[\w-]{1,128}$/;

function IsTransactionCursor(): PropertyDecorator {
  const description =
    '`next_cursor` of the last answer: the transactions after it. Not together with `offset`.';
  return field(
    'cursor',
    (raw, siblings) => {
      if (siblings['offset'] !== undefined) return { rule: 'and offset cannot be used together' };
      const isId = typeof raw === 'string' && TRANSACTION_ID.test(raw);
      return isId ? { value: raw } : { rule: 'is not a cursor that this service gave' };
    },
    { optional: true, description },
    { type: 'string' },
  );
}
