import { type Decimal, formatQuantity } from '../../../domain/decimal.js';
import { AnswerFields } from '../../upstream/answers/answer-fields.js';
import type { CallContext } from '../../upstream/calls/call-context.js';
import { unexpectedAnswer } from '../../upstream/answers/unexpected-answer.js';
import { UpstreamFailure } from '../../upstream/calls/upstream-failure.js';
import type { UpstreamAnswer, UpstreamCall, UpstreamHttp } from '../../upstream/calls/upstream-http.js';
import {
  type ServiceTransaction,
  type ServiceWallet,
  serviceTransactionOf,
  serviceWalletOf,
} from './service-wallet.js';

/** The most transactions that the wallet service answers at once. */
export const PAGE_SIZE = 100;

export interface TransactionSearch {
  readonly walletId: string;
  /** As the wallet service names them; null = all. */
  readonly type: string | null;
  /** Epoch milliseconds, both inclusive; null = unbounded. */
  readonly from: number | null;
  readonly until: number | null;
  /** Past so many pages the search is given up with an UpstreamFailure: it would not be an answer. */
  readonly maxPages: number;
}

/** For whom a question is asked. */
export interface Asking {
  readonly signal?: AbortSignal;
  readonly context?: CallContext | undefined;
}

export interface ServiceMovement {
  readonly amount: Decimal;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * The calls of the platform's wallet service, of both generations. It knows users only, and of each one fiat wallet.
 * Nothing there is idempotent, and refusals may come as 500.
 */
export class WalletServiceApi {
  constructor(
    private readonly http: UpstreamHttp,
    private readonly generation: 'v1' | 'v2',
  ) {}

  /** The fiat wallet of a user; null for one without, or whom nobody has heard of. Reading does not make one. */
  async findOfUser(userId: string, { signal, context }: Asking = {}): Promise<ServiceWallet | null> {
    const answer = await this.http.ask({ ...this.walletsOf(userId), context }, signal);
    if (answer.status !== 200) throw unexpectedAnswer(this.http.name, answer);
    const wallets = new AnswerFields(this.http.name, answer.body).list('wallets').map(serviceWalletOf);
    return wallets.find(isFiat) ?? null;
  }

  /** A fiat wallet by its id. */
  async find(walletId: string, { signal, context }: Asking = {}): Promise<ServiceWallet | null> {
    const path = `/api/v1/wallets/${encodeURIComponent(walletId)}`;
    const answer = await this.http.ask({ method: 'GET', path, context }, signal);
    if (answer.status === 404) return null;
    if (answer.status !== 200) throw unexpectedAnswer(this.http.name, answer);
    const wallet = serviceWalletOf(new AnswerFields(this.http.name, answer.body));
    return isFiat(wallet) ? wallet : null;
  }

  /** Newest first, page by page. */
  async *transactions(search: TransactionSearch, asking: Asking = {}): AsyncGenerator<ServiceTransaction> {
    for (let page = 0; page < search.maxPages; page += 1) {
      const rows = await this.page(search, page * PAGE_SIZE, asking);
      yield* rows;
      if (rows.length < PAGE_SIZE) return;
    }
    throw new UpstreamFailure(this.http.name, 'more transactions than are searched');
  }

  /** Takes an amount from a wallet, each time that it is sent. */
  consume(
    walletId: string,
    movement: ServiceMovement & { readonly description: string },
    signal: AbortSignal,
  ): Promise<UpstreamAnswer> {
    const path = `/api/v1/wallets/${encodeURIComponent(walletId)}/consume`;
    const { description, metadata } = movement;
    const body = { amount: formatQuantity(movement.amount), description, metadata };
    return this.http.send({ method: 'POST', path, body }, signal);
  }

  /** Gives back an amount of a transaction, each time that it is sent. */
  refund(
    transactionId: string,
    movement: ServiceMovement & { readonly reason: string },
    signal: AbortSignal,
  ): Promise<UpstreamAnswer> {
    const path = `/api/v1/transactions/${encodeURIComponent(transactionId)}/refund`;
    const { reason, metadata } = movement;
    const amount = formatQuantity(movement.amount);
    const body = { original_transaction_id: transactionId, reason, amount, metadata };
    return this.http.send({ method: 'POST', path, body }, signal);
  }

  private walletsOf(userId: string): UpstreamCall {
    if (this.generation === 'v1') {
      return { method: 'GET', path: `/api/v1/users/${encodeURIComponent(userId)}/wallets` };
    }
    return { method: 'GET', path: '/api/v1/wallets', query: { user_id: userId, wallet_type: 'fiat' } };
  }

  private async page(
    { walletId, type, from, until }: TransactionSearch,
    offset: number,
    { signal, context }: Asking,
  ): Promise<ServiceTransaction[]> {
    const answer = await this.http.ask(
      {
        method: 'GET',
        path: `/api/v1/wallets/${encodeURIComponent(walletId)}/transactions`,
        query: {
          transaction_type: type,
          start_date: from === null ? null : new Date(from).toISOString(),
          end_date: until === null ? null : new Date(until).toISOString(),
          limit: PAGE_SIZE,
          offset,
        },
        context,
      },
      signal,
    );
    if (answer.status !== 200) throw unexpectedAnswer(this.http.name, answer);
    return new AnswerFields(this.http.name, answer.body).list('transactions').map(serviceTransactionOf);
  }
}

function isFiat({ type }: ServiceWallet): boolean {
  return type === 'fiat';
}
