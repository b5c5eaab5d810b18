import {
  CHARGE_AMOUNT,
  METHOD,
  PRODUCT_ID,
  SERVICE_TYPE,
  USAGE_AMOUNT,
  USAGE_DETAILS,
  type ChargeOrder,
} from '../workload/charge.js';
import type { HttpRequest } from './connection.js';

export const RECORD_PATH = '/api/v1/usage/record';

/** What a charge is sent as: usage to the service, or consumption straight to a wallet service, by user. */
export type Sent =
  | { readonly kind: 'usage' }
  | { readonly kind: 'consumption'; readonly walletIds: Readonly<Record<string, string>> };

export function requestOf(sent: Sent, order: ChargeOrder): HttpRequest {
  const { payer, key } = order;
  if (sent.kind === 'usage') return { path: RECORD_PATH, body: usageJson(order), key };
  const path = `/api/v1/wallets/${sent.walletIds[payer.userId]}/consume`;
  return { path, body: `{"amount":"${CHARGE_AMOUNT}","metadata":{"billing_id":"${key}"}}`, key };
}

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
