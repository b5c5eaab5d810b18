import type { RemoteMethod } from '../../domain/payers/remote.js';
import type { RemotePayer } from './remote-payer.js';
import type { RemotePayers } from './remote-payers.js';

/** A payer and what may stand between it and its upstream; null for one that is never held back. */
export interface ConfiguredPayer {
  readonly payer: RemotePayer;
  readonly breaker: { readonly isOpen: boolean } | null;
}

/** One payer at most for each method; a method without one is the engine's own. */
export class ConfiguredPayers implements RemotePayers {
  constructor(private readonly payers: Readonly<Record<RemoteMethod, ConfiguredPayer | null>>) {}

  payerOf(method: RemoteMethod): RemotePayer | null {
    return this.payers[method]?.payer ?? null;
  }

  isAvailable(method: RemoteMethod): boolean {
    return this.payers[method]?.breaker?.isOpen !== true;
  }
}
