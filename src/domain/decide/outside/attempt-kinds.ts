import { REMOTE_METHODS, type RemoteMethod } from '../../payers/remote.js';
import type { Attempt } from '../../state.js';
import type { AttemptKind } from '../../vocabulary.js';

export const KIND_OF: Readonly<Record<RemoteMethod, AttemptKind>> = {
  payment_charge: 'payment',
  wallet_deduction: 'wallet',
  credit_consumption: 'credits',
};

export const REFUND_KIND_OF: Readonly<Record<RemoteMethod, AttemptKind>> = {
  payment_charge: 'payment_refund',
  wallet_deduction: 'wallet_refund',
  credit_consumption: 'credits_refund',
};

const METHOD_OF: ReadonlyMap<AttemptKind, RemoteMethod> = new Map(
  REMOTE_METHODS.flatMap((method) => [
    [KIND_OF[method], method],
    [REFUND_KIND_OF[method], method],
  ]),
);

export function isRefund({ kind }: Pick<Attempt, 'kind'>): boolean {
  return kind === 'payment_refund' || kind === 'wallet_refund' || kind === 'credits_refund';
}

/** Whose payer an attempt calls; null for what calls nobody. */
export function methodOf({ kind }: Pick<Attempt, 'kind'>): RemoteMethod | null {
  return METHOD_OF.get(kind) ?? null;
}
