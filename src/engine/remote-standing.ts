import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import type { Decimal } from '../domain/decimal.js';
import type { Denomination } from '../domain/payers/accrual.js';
import { type CardPayer, isCardOf } from '../domain/payers/card.js';
import { REMOTE_METHODS, type RemoteMethod, type RemoteMethods } from '../domain/payers/remote.js';
import { CURRENCIES } from '../domain/vocabulary.js';

/** Balances that are remembered at most; the oldest goes first. */
export const MAX_BALANCES = 10_000;
/** For so long what an upstream said of a balance is thought to be still so. */
const BALANCE_LIFE_MS = 10_000;

/** What those who call the payers know of them. */
export type PayersOutside = Pick<RemoteMethods, 'isAvailable' | 'denomination'>;

interface KnownBalance {
  readonly balance: Decimal;
  readonly until: number;
}

/**
 * Which methods are paid outside, by the configuration; and how they stand at the moment, as those who call the
 * payers tell. Decisions read it and wait for nothing.
 */
@Injectable()
export class RemoteStanding implements RemoteMethods {
  private readonly remote: ReadonlySet<RemoteMethod>;
  private readonly cardPayer: CardPayer;
  private readonly balances = new Map<string, KnownBalance>();
  private payers: PayersOutside = { isAvailable: () => true, denomination: () => null };
  private denominations = false;

  constructor(@Inject(APP_CONFIG) { integrations }: AppConfig) {
    const remote = new Set<RemoteMethod>(['payment_charge']);
    if (integrations.wallet.client !== 'embedded') remote.add('wallet_deduction');
    if (integrations.subscription.client !== 'embedded') remote.add('credit_consumption');
    this.remote = remote;
    this.cardPayer = integrations.payment.client;
  }

  /** Who calls the payers says whether a call would be sent now, and in which steps they take which currency. */
  follow(payers: PayersOutside): void {
    this.payers = payers;
    this.denominations = REMOTE_METHODS.some((method) =>
      CURRENCIES.some((currency) => payers.denomination(method, currency) !== null),
    );
  }

  get hasDenominations(): boolean {
    return this.denominations;
  }

  denomination(method: RemoteMethod, currency: string): Denomination | null {
    return this.denominations ? this.payers.denomination(method, currency) : null;
  }

  isRemote(method: RemoteMethod): boolean {
    return this.remote.has(method);
  }

  takesCard(token: string): boolean {
    return isCardOf(this.cardPayer, token);
  }

  isAvailable(method: RemoteMethod): boolean {
    return this.payers.isAvailable(method);
  }

  knownBalance(accountId: string, method: RemoteMethod, currency: string): Decimal | null {
    if (this.balances.size === 0) return null;
    const known = this.balances.get(nameOf(accountId, method, currency));
    return known !== undefined && known.until > performance.now() ? known.balance : null;
  }

  /** Remembers for a short while what an upstream answered. */
  learn(accountId: string, method: RemoteMethod, currency: string, balance: Decimal): void {
    const name = nameOf(accountId, method, currency);
    this.balances.delete(name);
    this.balances.set(name, { balance, until: performance.now() + BALANCE_LIFE_MS });
    if (this.balances.size <= MAX_BALANCES) return;
    for (const oldest of this.balances.keys()) {
      this.balances.delete(oldest);
      return;
    }
  }
}

function nameOf(accountId: string, method: RemoteMethod, currency: string): string {
  return `${accountId}\u0000${method}\u0000${currency}`;
}
