import { Injectable } from '@nestjs/common';
import { IsNull, type Repository } from 'typeorm';
import { Database } from '../../database/database.service.js';
import { PaymentMethodEntity } from '../../database/entities/payment-method.entity.js';
import { type Account, accountIdOf } from '../../domain/commands.js';
import { cellOfId } from '../../engine/ids.js';
import { OwnerDirectory } from '../../engine/owner-directory.js';

/** Reads the cards of accounts. Adding and removing them is the engine's, under the account's lock. */
@Injectable()
export class PaymentMethodStore {
  constructor(
    private readonly database: Database,
    private readonly owners: OwnerDirectory,
  ) {}

  /** Those not removed, oldest first. */
  async list(account: Account): Promise<PaymentMethodEntity[]> {
    const cell = await this.owners.find(account.type, account.id);
    if (cell === null) return [];
    return this.repository.find({
      where: { cell, accountId: accountIdOf(account), removedAt: IsNull() },
      order: { createdAt: 'ASC', paymentMethodId: 'ASC' },
    });
  }

  /** The tokens of the cards that the account has, or had until they were removed; the first hundred. */
  async tokensEverOf(account: Account): Promise<string[]> {
    const cell = await this.owners.find(account.type, account.id);
    if (cell === null) return [];
    const where = { cell, accountId: accountIdOf(account) };
    const methods = await this.repository.find({ where, order: { createdAt: 'ASC' }, take: 100 });
    return methods.map(({ token }) => token);
  }

  /** Removed ones too. */
  async find(paymentMethodId: string): Promise<PaymentMethodEntity | null> {
    const cell = cellOfId('paymentMethod', paymentMethodId);
    if (cell === null) return null;
    return this.repository.findOne({ where: { cell, paymentMethodId } });
  }

  private get repository(): Repository<PaymentMethodEntity> {
    return this.database.dataSource.getRepository(PaymentMethodEntity);
  }
}
