import { decimal, type Decimal } from '../../../domain/decimal.js';
import { beforeSending } from '../../payer/before-sending.js';
import { declined } from '../../payer/payer-results.js';
import {
  type ChargeRequest,
  type PayerResult,
  type RefundRequest,
  type RemotePayer,
} from '../../payer/remote-payer.js';
import { isWholeIn } from '../../payer/whole-units.js';
import { wordsOf } from '../../upstream/answers/answer-fields.js';
import { findTransaction } from './find-transaction.js';
import { type KnownWallet, WalletIds } from './wallet-ids.js';
import { movedResult, readConsume, readRefund } from './wallet-service.answers.js';
import type { WalletServiceApi } from './wallet-service.api.js';

/** The wallet service keeps eight decimals. */
const UNIT = decimal('0.00000001');

/**
 * Charges the wallets of the platform's wallet service. It has no idempotency: a repeated call moves money again, so
 * that only its transactions tell what became of a call. They carry the attempt's id in their metadata, the one place
 * that survives there.
 *
 * It knows users only. An organisation has no wallet there: its id taken for a user's could charge a stranger.
 */
export class HttpWalletPayer implements RemotePayer {
  readonly isIdempotent = false;

  constructor(
    private readonly service: WalletServiceApi,
    private readonly wallets = new WalletIds(),
  ) {}

  units(): { readonly unit: Decimal; readonly least: Decimal } {
    return { unit: UNIT, least: UNIT };
  }

  async charge(request: ChargeRequest, signal: AbortSignal): Promise<PayerResult> {
    const { account, amount, currency, billingId } = request;
    if (!isWholeIn(amount, UNIT)) {
      return declined('payment_declined', 'the wallet service keeps eight decimals');
    }
    const wallet = await beforeSending(this.walletOf(request, signal));
    if (wallet === null) return declined('insufficient_wallet_balance', 'no wallet');
    if (wallet.currency !== currency) {
      this.wallets.forget(account.id);
      return declined('currency_mismatch', `the wallet is in ${wallet.currency}`);
    }
    const movement = { amount, description: `Usage ${billingId}`, metadata: metadataOf(request) };
    const result = readConsume(await this.service.consume(wallet.walletId, movement, signal));
    // The service says of a wallet that is gone the same as of an empty one: the next charge looks for it again.
    if (result.status === 'declined') this.wallets.forget(account.id);
    return result;
  }

  async refund(request: RefundRequest, signal: AbortSignal): Promise<PayerResult> {
    const { transactionId, amount, billingId } = request;
    const movement = { amount, reason: `Refund of ${billingId}`, metadata: metadataOf(request) };
    const answer = await this.service.refund(transactionId, movement, signal);
    const result = readRefund(answer);
    if (result !== null) return result;
    // Its refusal is a fault that was caught: what it did before is seen in its books only.
    const landed = await this.lookup(request, signal);
    return landed ?? declined('no_route_back', wordsOf(answer));
  }

  async lookup(request: ChargeRequest | RefundRequest, signal: AbortSignal): Promise<PayerResult | null> {
    const wallet = await this.walletOf(request, signal);
    if (wallet === null) return null;
    const found = await findTransaction(this.service, wallet.walletId, request, signal);
    return found && movedResult(found.transactionId);
  }

  private async walletOf(
    { account }: ChargeRequest | RefundRequest,
    signal: AbortSignal,
  ): Promise<KnownWallet | null> {
    if (account.type !== 'user') return null;
    const known = this.wallets.get(account.id);
    if (known) return known;
    const found = await this.service.findOfUser(account.id, { signal });
    if (found) this.wallets.remember(account.id, { walletId: found.walletId, currency: found.currency });
    return found;
  }
}

function metadataOf({ billingId, attemptId }: ChargeRequest | RefundRequest): Record<string, string> {
  return { billing_id: billingId, attempt_id: attemptId };
}
