import { Module } from '@nestjs/common';
import { EngineModule } from '../../engine/engine.module.js';
import { WalletModule } from '../wallet/wallet.module.js';
import { CreditGrantReadModel } from './credit-grant.read-model.js';
import { CreditsController } from './credits.controller.js';
import { Credits } from './credits.service.js';

/** Granted credits. They stand on the same balance rows as wallets. */
@Module({
  imports: [EngineModule, WalletModule],
  controllers: [CreditsController],
  providers: [Credits, CreditGrantReadModel],
  exports: [Credits],
})
export class CreditsModule {}
