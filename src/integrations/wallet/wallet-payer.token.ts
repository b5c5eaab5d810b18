/** Nest injection token of the RemotePayer of wallets; null where the engine keeps them. */
export const WALLET_PAYER = Symbol('WalletPayer');
