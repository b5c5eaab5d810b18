import { Body, Controller, Get, HttpCode, Inject, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DomainError, refuse } from '../../domain/problems/problems.js';
import { ZERO } from '../../domain/decimal.js';
import { IdempotencyKey, type RequestKey } from '../../http/idempotency/idempotency-key.decorator.js';
import { Refuses } from '../../http/docs/refuses.decorator.js';
import { CurrentRequest, type RequestContext } from '../../http/current-request.decorator.js';
import { markReplayed } from '../../http/response.js';
import { IdParam } from '../../http/validation/id-param.decorator.js';
import { namedAccount } from '../account/named-account.js';
import { AccountCurrencyQueryDto } from '../account/account-currency-query.dto.js';
import { callContextOf } from '../upstream/calls/call-context.js';
import { OpenWalletDto } from './dto/open-wallet.dto.js';
import { UserBalanceDto } from './dto/user-balance.dto.js';
import { WalletAnswerDto } from './dto/wallet-answer.dto.js';
import { WalletChangeDto } from './dto/wallet-change.dto.js';
import { WalletListDto } from './dto/wallet-list.dto.js';
import { WalletQueryDto } from './dto/wallet-query.dto.js';
import { WalletTransactionListDto } from './dto/wallet-transaction-list.dto.js';
import { WalletTransactionQueryDto } from './dto/wallet-transaction-query.dto.js';
import { WalletDto } from './dto/wallet.dto.js';
import type { WalletTransactionFilter } from './wallet-transaction.js';
import { WALLET_CLIENT, type Wallet, type WalletClient } from './wallet.client.js';
import {
  balanceAnswerOf,
  transactionDtoOf,
  userBalanceOf,
  walletDtoOf,
  writeAnswerOf,
} from './wallet.mapper.js';

@ApiTags('Wallets')
@Controller('api/v1/wallets')
export class WalletsController {
  constructor(@Inject(WALLET_CLIENT) private readonly wallets: WalletClient) {}

  /** An account has at most one wallet in each currency: a second one is refused with the `wallet_id` of the first. */
  @ApiOperation({ summary: 'Open a wallet' })
  @Refuses('wallet_already_exists', 'managed_upstream')
  @Post()
  @HttpCode(200)
  async open(
    @Body() body: OpenWalletDto,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<WalletAnswerDto> {
    const account = namedAccount(body);
    const { currency = 'CREDIT', initial_balance: initial = ZERO } = body;
    const { outcome, replayed } = await this.wallets.openWallet(account, currency, initial, key);
    markReplayed(request, replayed);
    return writeAnswerOf(outcome, 'Wallet created');
  }

  /** Those of one account, one for each currency at most. An unknown account has none. */
  @ApiOperation({ summary: 'Find the wallets of an account' })
  @Refuses('upstream_unavailable')
  @Get()
  async list(
    @Query() query: WalletQueryDto,
    @CurrentRequest() request: RequestContext,
  ): Promise<WalletListDto> {
    const wallets = await this.wallets.walletsOf(namedAccount(query), callContextOf(request));
    return { wallets: wallets.map(walletDtoOf), count: wallets.length };
  }

  /** The balance of an account's wallet; 0 for an account without one, which does not get one by asking. */
  @ApiOperation({ summary: 'Read the wallet balance of an account' })
  @Refuses('upstream_unavailable')
  @Get('credits/balance')
  async balanceOfAccount(
    @Query() query: AccountCurrencyQueryDto,
    @CurrentRequest() request: RequestContext,
  ): Promise<UserBalanceDto> {
    const { currency = 'CREDIT' } = query;
    const wallets = await this.wallets.walletsOf(namedAccount(query), callContextOf(request));
    return userBalanceOf(wallets.find((wallet) => wallet.currency === currency) ?? null, currency);
  }

  @ApiOperation({ summary: 'Read a wallet' })
  @Refuses('wallet_not_found', 'upstream_unavailable')
  @Get(':wallet_id')
  async get(
    @IdParam('wallet_id') walletId: string,
    @CurrentRequest() request: RequestContext,
  ): Promise<WalletDto> {
    return walletDtoOf(await this.find(walletId, request));
  }

  /** Sets how far below 0 a forced charge may take the balance. */
  @ApiOperation({ summary: 'Change a wallet' })
  @Refuses('wallet_not_found', 'overdraft_in_use', 'managed_upstream')
  @Patch(':wallet_id')
  async change(
    @IdParam('wallet_id') walletId: string,
    @Body() body: WalletChangeDto,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<WalletAnswerDto> {
    const { outcome, replayed } = await this.wallets.setOverdraftLimit(walletId, body.overdraft_limit, key);
    markReplayed(request, replayed);
    return writeAnswerOf(outcome, 'Wallet changed');
  }

  @ApiOperation({ summary: 'Read a balance' })
  @Refuses('wallet_not_found', 'upstream_unavailable')
  @Get(':wallet_id/balance')
  async balance(
    @IdParam('wallet_id') walletId: string,
    @CurrentRequest() request: RequestContext,
  ): Promise<WalletAnswerDto> {
    return balanceAnswerOf(await this.find(walletId, request));
  }

  /** Every movement of the available balance, newest first: deposits, withdrawals, transfers, charges, refunds. */
  @ApiOperation({ summary: "List a wallet's transactions" })
  @Refuses('wallet_not_found', 'upstream_unavailable')
  @Get(':wallet_id/transactions')
  async transactions(
    @IdParam('wallet_id') walletId: string,
    @Query() query: WalletTransactionQueryDto,
    @CurrentRequest() request: RequestContext,
  ): Promise<WalletTransactionListDto> {
    const { limit, offset } = query;
    const wallet = await this.find(walletId, request);
    const context = callContextOf(request);
    const transactions = await this.wallets.transactionsOf(wallet, filterOf(query), request, context);
    const rows = transactions.map((transaction) => transactionDtoOf(wallet, transaction));
    const last = rows.length === limit ? rows.at(-1) : undefined;
    return {
      transactions: rows,
      count: rows.length,
      limit,
      offset,
      next_cursor: last?.transaction_id ?? null,
    };
  }

  private async find(walletId: string, request: RequestContext): Promise<Wallet> {
    const wallet = await this.wallets.findWallet(walletId, callContextOf(request));
    if (wallet) return wallet;
    throw new DomainError(refuse('wallet_not_found', 'Wallet not found', { wallet_id: walletId }));
  }
}

function filterOf(query: WalletTransactionQueryDto): WalletTransactionFilter {
  return {
    type: query.transaction_type ?? null,
    from: query.start_date ?? null,
    until: query.end_date ?? null,
    before: query.cursor ?? null,
    limit: query.limit,
    offset: query.offset,
  };
}
