import type { Fields } from '../fastapi/fields.js';
import type { Routes } from '../fastapi/routes.js';

/** Of the platform's APIs: their paths differ. */
export const GENERATIONS = ['v1', 'v2'] as const;
export type Generation = (typeof GENERATIONS)[number];

export const FAKES = ['product', 'wallet', 'payment', 'subscription'] as const;
export type FakeName = (typeof FAKES)[number];

/** One upstream, without the wire: its routes, and what the control API may do to it. */
export interface Fake {
  readonly name: FakeName;
  routes(generation: Generation): Routes;
  /** All that it knows, as JSON. */
  state(): unknown;
  /** Makes what is asked for, quickly and without the checks of the API; answers what was made. */
  create(order: Fields): unknown;
  /** Its own settings; `change` sets those that are named. */
  settings(change: Fields): Readonly<Record<string, unknown>>;
  /** Forgets everything but its settings. */
  reset(): void;
}
