import type { Fields } from '../fastapi/fields.js';
import { FAULT_KINDS, type FaultOrder } from './fault.js';

/** Reads a fault from a request to the control API; 422 when it is none. */
export function readFaultOrder(fields: Fields): FaultOrder {
  const probability = fields.maybeDecimal('probability', { ge: 0, le: 1 });
  const order = {
    kind: fields.requiredChoice('kind', FAULT_KINDS),
    method: fields.maybeText('method'),
    path: fields.maybeText('path', { length: 500 }),
    containing: fields.maybeText('containing', { length: 500 }),
    skip: fields.maybeInteger('skip', { ge: 0 }),
    count: fields.maybeInteger('count', { ge: 0 }),
    probability: probability && Number(probability.value),
    ms: fields.maybeInteger('ms', { ge: 0, le: 3_600_000 }),
    max_ms: fields.maybeInteger('max_ms', { ge: 0, le: 3_600_000 }),
    after_ms: fields.maybeInteger('after_ms', { ge: 0, le: 3_600_000 }),
    retry_after: fields.maybeInteger('retry_after', { ge: 0 }),
    status: fields.maybeInteger('status', { ge: 400, le: 599 }),
    detail: fields.maybeText('detail'),
  };
  fields.check();
  const given = Object.entries(order).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as unknown as FaultOrder;
}
