import type { FaultOrder } from '../../../../upstreams/faults/fault.js';

/**
 * How long a call that moves money may take. Every other time here is chosen by it: what comes late, comes after the
 * caller has given up and before the service may take it for lost.
 */
export const CALL_TIMEOUT_MS = 500;
export const RECHECK_MS = 600;

/** Each strikes a request of any kind, those that only ask included, with so much luck. One in six is struck. */
export const LOTS: readonly FaultOrder[] = [
  { kind: 'delay', probability: 0.03, ms: 50, max_ms: 350 },
  // Longer than the caller waits: the effect comes though nobody is there to be told.
  { kind: 'delay', probability: 0.01, ms: CALL_TIMEOUT_MS + 100 },
  { kind: 'timeout_before', probability: 0.01 },
  { kind: 'timeout_after', probability: 0.015 },
  { kind: 'late_effect', probability: 0.015, after_ms: 200 },
  { kind: 'reset_before', probability: 0.01 },
  { kind: 'reset_after', probability: 0.01 },
  // The caller asks after RECHECK_MS, and must not believe what it does not find yet.
  { kind: 'reset_then_effect', method: 'POST', probability: 0.02, after_ms: RECHECK_MS + 400 },
  // Where nothing but asking late and often enough prevents a second effect.
  {
    kind: 'reset_then_effect',
    path: '/api/v1/wallets/*/consume',
    probability: 0.08,
    after_ms: RECHECK_MS + 400,
  },
  { kind: 'rate_limited', probability: 0.015, retry_after: 1 },
  { kind: 'error_before', probability: 0.01 },
  { kind: 'error_after', probability: 0.015 },
  { kind: 'garbage_before', probability: 0.01 },
  { kind: 'garbage_after', probability: 0.015 },
];
