import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentRequest, type RequestContext } from '../../http/current-request.decorator.js';
import { Refuses } from '../../http/docs/refuses.decorator.js';
import { IdParam } from '../../http/validation/id-param.decorator.js';
import { callContextOf } from '../upstream/calls/call-context.js';
import { CurrencyQueryDto } from './dto/currency-query.dto.js';
import { UserBalanceDto } from './dto/user-balance.dto.js';
import { WalletListDto } from './dto/wallet-list.dto.js';
import { WALLET_CLIENT, type WalletClient } from './wallet.client.js';
import { userBalanceOf, walletDtoOf } from './wallet.mapper.js';

/** The platform's earlier paths, which name the user in the path. */
@ApiTags('Platform aliases')
@Controller('api/v1/users/:user_id')
export class UserWalletsController {
  constructor(@Inject(WALLET_CLIENT) private readonly wallets: WalletClient) {}

  /** As `GET /api/v1/wallets?user_id=`. */
  @ApiOperation({ summary: 'Find the wallets of a user' })
  @Refuses('upstream_unavailable')
  @Get('wallets')
  async list(
    @IdParam('user_id') userId: string,
    @CurrentRequest() request: RequestContext,
  ): Promise<WalletListDto> {
    const wallets = await this.wallets.walletsOf({ type: 'user', id: userId }, callContextOf(request));
    return { wallets: wallets.map(walletDtoOf), count: wallets.length };
  }

  /** As `GET /api/v1/wallets/credits/balance?user_id=`. */
  @ApiOperation({ summary: 'Read the wallet balance of a user' })
  @Refuses('upstream_unavailable')
  @Get('credits/balance')
  async balance(
    @IdParam('user_id') userId: string,
    @Query() query: CurrencyQueryDto,
    @CurrentRequest() request: RequestContext,
  ): Promise<UserBalanceDto> {
    const { currency = 'CREDIT' } = query;
    const wallets = await this.wallets.walletsOf({ type: 'user', id: userId }, callContextOf(request));
    return userBalanceOf(wallets.find((wallet) => wallet.currency === currency) ?? null, currency);
  }
}
