import type { RemoteMethod } from '../../domain/payers/remote.js';
import type { RemotePayer } from './remote-payer.js';

/** Who is called for each method, as the configuration chose. */
export interface RemotePayers {
  /** Null: the method's value lies here, and nobody is called. */
  payerOf(method: RemoteMethod): RemotePayer | null;

  /** False while the payer's upstream is not called because it failed again and again; true for local methods. */
  isAvailable(method: RemoteMethod): boolean;
}

/** Nest injection token of the RemotePayers. */
export const REMOTE_PAYERS = Symbol('RemotePayers');
