/**
 * What may become of a request beside the answer that its route gives. `before` and `after` are meant of the effect:
 * a request that was cut off after its effect has moved money though its caller does not know.
 */
export const FAULT_KINDS = [
  /** Waits before the effect, then goes on as usual. The effect comes even if the caller has gone by then. */
  'delay',
  /** No effect, no answer: the connection stays open until the caller gives up. */
  'timeout_before',
  /** The effect, but no answer. */
  'timeout_after',
  /** No answer; once the caller has given up and `after_ms` have passed, the effect. */
  'late_effect',
  /** The connection is reset. */
  'reset_before',
  'reset_after',
  /** The connection is reset at once; so long after it, the effect: the caller knows early, and asks too early. */
  'reset_then_effect',
  /** 429 with `Retry-After`, no effect. */
  'rate_limited',
  /** An answer of `status`, 500 unless told otherwise. */
  'error_before',
  'error_after',
  /** 200 with a body that is no JSON. */
  'garbage_before',
  'garbage_after',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Which requests a fault strikes, and how. All conditions given must hold; without any it strikes each request. */
export interface FaultOrder {
  readonly kind: FaultKind;
  readonly method?: string;
  /** Of the path alone; `*` stands for any characters within a segment, `**` for any at all. */
  readonly path?: string;
  /** Found somewhere in the path, the query or the body. */
  readonly containing?: string;
  /** How many that fit pass unharmed first. */
  readonly skip?: number;
  /** How often it strikes at most; ever again when absent. */
  readonly count?: number;
  /** Between 0 and 1; always when absent. */
  readonly probability?: number;
  /** Of `delay`: exactly so long, or at random up to `max_ms`. */
  readonly ms?: number;
  readonly max_ms?: number;
  /** Of `late_effect` and `reset_then_effect`: how long after the caller has given up, or was reset. */
  readonly after_ms?: number;
  /** Of `rate_limited`: seconds. */
  readonly retry_after?: number;
  /** Of `error_before` and `error_after`. */
  readonly status?: number;
  readonly detail?: string;
}

/** A fault as the control API tells of it. */
export interface FaultReport extends FaultOrder {
  readonly fault_id: string;
  /** Requests that fitted, and those of them that were struck. */
  readonly matched: number;
  readonly struck: number;
}
