import {
  METHOD,
  PRODUCT_ID,
  SERVICE_TYPE,
  USAGE_AMOUNT,
  USAGE_DETAILS,
  type ChargeOrder,
} from '../workload/charge.js';

export const RECORD_PATH = '/api/v1/usage/record';

/** Everything of a usage event but its user: the same for all, so it is turned into text once. */
const REST = JSON.stringify({
  product_id: PRODUCT_ID,
  service_type: SERVICE_TYPE,
  usage_amount: USAGE_AMOUNT,
  usage_details: USAGE_DETAILS,
  billing_method: METHOD,
}).slice(1);

/** One usage event as JSON. User ids of the benchmark need no escaping. */
export function usageJson({ payer }: ChargeOrder): string {
  return `{"user_id":"${payer.userId}",${REST}`;
}

/** The same with a request id, which makes a line of a batch safe to send again. */
export function usageLine(order: ChargeOrder): string {
  return `{"request_id":"${order.key}",${usageJson(order).slice(1)}\n`;
}
