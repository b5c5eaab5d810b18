import { Inject, Injectable, Logger } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { accountOf } from '../../domain/account.js';
import { isCardOf } from '../../domain/payers/card.js';
import type { Account } from '../../domain/commands.js';
import { DomainError, refuse } from '../../domain/problems/problems.js';
import type { EnginePort } from '../../engine/engine.port.js';
import { Engine } from '../../engine/engine.service.js';
import { CARD_VAULT, type CardVault } from './card-vault.js';
import type { PaymentMethodDto } from './dto/payment-method.dto.js';
import { addedMethodOf, storedMethodOf } from './payment-method.mapper.js';
import { PaymentMethodStore } from './payment-method.store.js';

/** The cards of payer accounts. They are part of what decides a charge, so that the engine alone changes them. */
@Injectable()
export class PaymentMethodsService {
  private readonly logger = new Logger(PaymentMethodsService.name);

  constructor(
    @Inject(Engine) private readonly engine: EnginePort,
    private readonly methods: PaymentMethodStore,
    @Inject(CARD_VAULT) private readonly vault: CardVault,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** Those that can be charged: another payment service's wait, unseen, until it is the one in use. */
  async list(account: Account): Promise<PaymentMethodDto[]> {
    const methods = await this.methods.list(account);
    return methods.filter(({ token }) => this.isCharged(token)).map(storedMethodOf);
  }

  /** Throws `payment_method_not_found`. */
  async get(paymentMethodId: string): Promise<PaymentMethodDto> {
    const method = await this.methods.find(paymentMethodId);
    if (method === null || method.removedAt !== null) throw notFound(paymentMethodId);
    return storedMethodOf(method);
  }

  /**
   * Saves the card with the payment service first: a crash before the command leaves a card that nobody charges, and
   * the same call again finds it there.
   */
  async add(
    account: Account,
    token: string,
    key: string,
  ): Promise<{ method: PaymentMethodDto; replayed: boolean }> {
    const kept = await this.vault.attach(account, token, key);
    const { outcome, replayed } = await this.engine.submit(
      { type: 'add_payment_method', account, token: kept },
      { key, deadlineMs: this.config.http.requestDeadlineMs },
    );
    return { method: addedMethodOf(account, outcome), replayed };
  }

  /**
   * Throws `payment_method_not_found`. Charges under way keep the card that they were started with. The payment
   * service is told afterwards: until it knows, the card is there and charged by nobody.
   */
  async remove(paymentMethodId: string, key: string): Promise<{ replayed: boolean }> {
    // A removed one still names its account, whose lane answers a retry with the stored answer.
    const method = await this.methods.find(paymentMethodId);
    if (method === null) throw notFound(paymentMethodId);
    const account = accountOf(method.accountId);
    const { replayed } = await this.engine.submit(
      { type: 'remove_payment_method', account, paymentMethodId },
      { key, deadlineMs: this.config.http.requestDeadlineMs },
    );
    await this.forget(account, method.token);
    return { replayed };
  }

  private isCharged(token: string): boolean {
    return isCardOf(this.config.integrations.payment.client, token);
  }

  /** The removal holds whatever becomes of this. A card that was added twice stays while one of them does. */
  private async forget(account: Account, token: string): Promise<void> {
    try {
      const left = await this.methods.list(account);
      if (left.some((other) => other.token === token)) return;
      if (!this.isCharged(token)) throw new Error('it is another payment service than the one in use');
      await this.vault.detach(token);
    } catch (error) {
      this.logger.warn({ msg: 'A removed card is still saved with the payment service', token, err: error });
    }
  }
}

function notFound(paymentMethodId: string): DomainError {
  return new DomainError(
    refuse('payment_method_not_found', 'Payment method not found', { payment_method_id: paymentMethodId }),
  );
}
