import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { formatMoney } from '../../domain/decimal.js';
import { CurrentRequest, type RequestContext } from '../../http/current-request.decorator.js';
import { Refuses } from '../../http/docs/refuses.decorator.js';
import { IdempotencyKey, type RequestKey } from '../../http/idempotency/idempotency-key.decorator.js';
import { markReplayed } from '../../http/response.js';
import { IdParam } from '../../http/validation/id-param.decorator.js';
import { DepositDto } from './dto/deposit.dto.js';
import type { MovementDto } from './dto/movement.dto.js';
import { TransferDto } from './dto/transfer.dto.js';
import { WalletAnswerDto } from './dto/wallet-answer.dto.js';
import { WithdrawalDto } from './dto/withdrawal.dto.js';
import { WalletTransfers } from './wallet-transfers.service.js';
import { type Movement, WALLET_CLIENT, type WalletAnswer, type WalletClient } from './wallet.client.js';
import { writeAnswerOf } from './wallet.mapper.js';

@ApiTags('Wallets')
@Controller('api/v1/wallets/:wallet_id')
export class WalletMovementsController {
  constructor(
    @Inject(WALLET_CLIENT) private readonly wallets: WalletClient,
    private readonly transfers: WalletTransfers,
  ) {}

  /** Money that comes in from outside. */
  @ApiOperation({ summary: 'Deposit' })
  @Refuses('wallet_not_found', 'managed_upstream')
  @Post('deposit')
  @HttpCode(200)
  async deposit(
    @IdParam('wallet_id') walletId: string,
    @Body() body: DepositDto,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<WalletAnswerDto> {
    const movement = { ...movementOf(body), referenceId: body.reference_id ?? null };
    return answer(request, 'Deposited', body, await this.wallets.deposit(walletId, movement, key));
  }

  /** Money that goes out. Never more than what is available: an overdraft is for charges. */
  @ApiOperation({ summary: 'Withdraw' })
  @Refuses('wallet_not_found', 'insufficient_funds', 'managed_upstream')
  @Post('withdraw')
  @HttpCode(200)
  async withdraw(
    @IdParam('wallet_id') walletId: string,
    @Body() body: WithdrawalDto,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<WalletAnswerDto> {
    const movement = { ...movementOf(body), destination: body.destination ?? null };
    return answer(request, 'Withdrew', body, await this.wallets.withdraw(walletId, movement, key));
  }

  /**
   * Money that goes to another wallet of the same currency. Once it has left it always arrives, usually before the
   * answer: `data.transfer_status` says `completed` or `processing`.
   */
  @ApiOperation({ summary: 'Transfer' })
  @Refuses('wallet_not_found', 'insufficient_funds', 'wallet_currency_mismatch', 'managed_upstream')
  @Post('transfer')
  @HttpCode(200)
  async transfer(
    @IdParam('wallet_id') walletId: string,
    @Body() body: TransferDto,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<WalletAnswerDto> {
    const transfer = await this.transfers.transfer(walletId, body.to_wallet_id, movementOf(body), key);
    const { data, ...rest } = answer(request, 'Transferred', body, transfer);
    return { ...rest, data: { ...data, transfer_status: transfer.arrived ? 'completed' : 'processing' } };
  }
}

function movementOf(body: MovementDto): Movement {
  return { amount: body.amount, description: body.description ?? null, metadata: body.metadata ?? null };
}

function answer(
  request: RequestContext,
  verb: string,
  body: MovementDto,
  { outcome, replayed }: WalletAnswer,
): WalletAnswerDto {
  markReplayed(request, replayed);
  return writeAnswerOf(outcome, `${verb} ${formatMoney(body.amount)} ${outcome.currency}`);
}
