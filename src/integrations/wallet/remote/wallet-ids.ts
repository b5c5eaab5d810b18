/** Most users whose wallet is remembered; past it the one not asked for the longest is forgotten. */
export const MAX_REMEMBERED_WALLETS = 10_000;

/** What of a user's wallet never changes. */
export interface KnownWallet {
  readonly walletId: string;
  readonly currency: string;
}

/** Which wallet each user has at the wallet service, so that a charge is one call and not two. Absence is never kept. */
export class WalletIds {
  private readonly ofUser = new Map<string, KnownWallet>();

  constructor(private readonly limit = MAX_REMEMBERED_WALLETS) {}

  get(userId: string): KnownWallet | null {
    const known = this.ofUser.get(userId);
    if (!known) return null;
    this.ofUser.delete(userId);
    this.ofUser.set(userId, known);
    return known;
  }

  remember(userId: string, known: KnownWallet): void {
    this.ofUser.delete(userId);
    this.ofUser.set(userId, known);
    if (this.ofUser.size <= this.limit) return;
    const [oldest] = this.ofUser.keys();
    this.ofUser.delete(oldest as string);
  }

  forget(userId: string): void {
    this.ofUser.delete(userId);
  }
}
