import { Module } from '@nestjs/common';
import { SettlementNotices } from './settlement-notices.js';

/** Shared by those who hear of settlements and the one who books them. */
@Module({ providers: [SettlementNotices], exports: [SettlementNotices] })
export class SettlementNoticesModule {}
