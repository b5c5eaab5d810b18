import type { ServiceProcess } from '../../support/service/service-process.js';

/** The documented example, with a key of its own; answers the billing id. */
export async function billSomething(service: ServiceProcess, key: string): Promise<string> {
  const response = await fetch(`${service.url}/api/v1/usage/record`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({
      user_id: 'user123',
      product_id: 'gpt-4',
      service_type: 'model_inference',
      usage_amount: 1000,
      billing_method: 'wallet_deduction',
    }),
  });
  const body = (await response.json()) as { billing_id?: string };
  if (response.status !== 200 || !body.billing_id)
    throw new Error(`${response.status} ${JSON.stringify(body)}`);
  return body.billing_id;
}

/** The status of the record's own page: 200 while the database knows it. */
export async function recordStatus(service: ServiceProcess, billingId: string): Promise<number> {
  return statusOf(service, `/api/v1/billing/record/${billingId}`);
}

export async function statusOf(service: ServiceProcess, path: string): Promise<number> {
  const response = await fetch(`${service.url}${path}`);
  await response.body?.cancel();
  return response.status;
}

/** Waits for what happens by itself. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline;) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`Still not so after ${timeoutMs} ms: ${condition.toString()}`);
}
