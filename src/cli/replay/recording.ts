import { ApiError, explain, type BillingApi } from './billing-api.js';
import { readTrace } from './trace-file.js';
import { requestIdOf, userOf, type TracePlan } from './trace-plan.js';
import type { TraceRow } from './trace-row.js';

/** How many rows were recorded by this run, and how many an earlier one had recorded. */
export interface RecordingResult {
  readonly newlyBilled: number;
  readonly replayed: number;
}

/**
 * Sends every row once, `concurrency` at a time, under a key that names the file's content and the line. The file is
 * read only as fast as the service answers.
 */
export async function recordTrace(
  api: BillingApi,
  plan: TracePlan,
  concurrency: number,
  onRow: () => void,
): Promise<RecordingResult> {
  const result = { newlyBilled: 0, replayed: 0 };
  // One iterator shared by all workers; when one fails, leaving its loop ends the others' too.
  const rows = readTrace(plan.path);
  const worker = async (): Promise<void> => {
    for await (const row of rows) {
      const replayed = await recordRow(api, plan, row);
      if (replayed) result.replayed += 1;
      else result.newlyBilled += 1;
      onRow();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return result;
}

async function recordRow(api: BillingApi, plan: TracePlan, row: TraceRow): Promise<boolean> {
  const answer = await api.post(
    '/api/v1/usage/record',
    usageOf(plan, row),
    `replay:${plan.sha256}:${row.line}`,
  );
  if (answer.status !== 200)
    throw new ApiError(`recording line ${row.line}: ${explain(answer.status, answer.body)}`);
  return answer.replayed;
}

function usageOf(plan: TracePlan, row: TraceRow): Record<string, unknown> {
  return {
    user_id: userOf(plan, row.line),
    product_id: plan.productId,
    service_type: 'model_inference',
    usage_amount: row.inputTokens + row.outputTokens,
    usage_details: { model: plan.productId, input_tokens: row.inputTokens, output_tokens: row.outputTokens },
    usage_timestamp: new Date(row.timestampMs).toISOString(),
    request_id: requestIdOf(plan, row.line),
    billing_method: 'wallet_deduction',
  };
}
