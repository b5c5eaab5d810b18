import type { Fields } from '../fastapi/fields.js';
import { Routes } from '../fastapi/routes.js';
import type { Fake, Generation } from '../server/fake.js';
import { createWallets } from './create-wallets.js';
import { WalletLedger } from './wallet-ledger.js';
import { WalletReads } from './wallet-reads.js';
import type { TransactionRow, WalletRow } from './wallet-row.js';
import { WalletTables } from './wallet-tables.js';
import { WalletTransfers } from './wallet-transfers.js';
import { WalletWrites } from './wallet-writes.js';

export interface WalletState {
  readonly wallets: readonly (WalletRow & {
    /** The most movements of it that were under way at once. */
    readonly most_at_once: number;
  })[];
  readonly transactions: readonly TransactionRow[];
}

/** The wallet service. */
export class WalletFake implements Fake {
  readonly name = 'wallet';
  private readonly tables = new WalletTables();
  private readonly ledger = new WalletLedger(this.tables);
  private readonly reads = new WalletReads(this.tables);
  private readonly writes = new WalletWrites(this.tables, this.ledger, this.reads);
  private readonly transfers = new WalletTransfers(this.tables, this.ledger);
  private readonly generations: Readonly<Record<Generation, Routes>> = { v1: this.v1(), v2: this.v2() };

  routes(generation: Generation): Routes {
    return this.generations[generation];
  }

  state(): WalletState {
    const { wallets, transactions } = this.tables.all();
    const counted = wallets.map((wallet) => ({
      ...wallet,
      most_at_once: this.ledger.mostAtOnce(wallet.wallet_id),
    }));
    return { wallets: counted, transactions };
  }

  create(order: Fields): unknown {
    return createWallets(this.tables, order);
  }

  settings(change: Fields): Readonly<Record<string, unknown>> {
    this.ledger.windowMs = change.maybeInteger('window_ms', { ge: 0, le: 60_000 }) ?? this.ledger.windowMs;
    return { window_ms: this.ledger.windowMs };
  }

  reset(): void {
    this.tables.clear();
    this.ledger.clear();
  }

  private v1(): Routes {
    const routes = new Routes()
      .get('/api/v1/users/{user_id}/wallets', (asked) => this.reads.walletsOfUser(asked))
      .get('/api/v1/users/{user_id}/credits/balance', (asked) => this.reads.creditsOfUser(asked))
      .post('/api/v1/users/{user_id}/credits/consume', (asked) => this.writes.consumeOfUser(asked));
    return this.common(routes);
  }

  /** The order counts: `{wallet_id}/consume` shadows `credits/consume`, and `{wallet_id}` shadows `transactions`. */
  private v2(): Routes {
    const routes = new Routes()
      .get('/api/v1/wallets/credits/balance', (asked) => this.reads.creditsByQuery(asked))
      .get('/api/v1/wallets', (asked) => this.reads.walletsByQuery(asked));
    return this.common(routes);
  }

  private common(routes: Routes): Routes {
    const wallet = '/api/v1/wallets/{wallet_id}';
    return routes
      .get('/health', () => ({ status: 'healthy', service: 'wallet_service', port: 8208, version: '1.0.0' }))
      .post('/api/v1/wallets', (asked) => this.writes.create(asked))
      .get(wallet, (asked) => this.reads.wallet(asked))
      .get(`${wallet}/balance`, (asked) => this.reads.balance(asked))
      .post(`${wallet}/deposit`, (asked) => this.transfers.deposit(asked))
      .post(`${wallet}/withdraw`, (asked) => this.transfers.withdraw(asked))
      .post(`${wallet}/consume`, (asked) => this.writes.consume(asked))
      .post(`${wallet}/transfer`, (asked) => this.transfers.transfer(asked))
      .post('/api/v1/transactions/{transaction_id}/refund', (asked) => this.writes.refund(asked))
      .get(`${wallet}/transactions`, (asked) => this.reads.transactions(asked));
  }
}
