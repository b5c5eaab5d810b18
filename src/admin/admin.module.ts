import { Module } from '@nestjs/common';
import { VerifyController } from './verify.controller.js';
import { Verifications } from './verifications.service.js';

@Module({ controllers: [VerifyController], providers: [Verifications] })
export class AdminModule {}
