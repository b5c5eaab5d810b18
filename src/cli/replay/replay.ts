import { findService } from '../command-frame/find-service.js';
import { BillingApi } from './billing-api.js';
import { audit } from './check.js';
import type { ReplayOptions } from './options.js';
import { prepare } from './preparation.js';
import { startProgress, type Output } from './progress.js';
import { recordTrace, type RecordingResult } from './recording.js';
import { billOf, checkOf, statisticsUrl, verdictOf } from './report.js';
import { ServiceBooks } from './service-books.js';
import { planTrace, type TracePlan } from './trace-plan.js';

/** Replays one file and checks the outcome. True when everything agrees. */
export async function replay(options: ReplayOptions, out: Output): Promise<boolean> {
  const print = (text: string): void => void out.write(`${text}\n`);
  const plan = await planTrace(options.file, options.users);
  print(`${options.file}: ${plan.total.requests} requests by ${options.users} users, sha256 ${plan.sha256}`);

  await findService(options.url);
  const api = new BillingApi(options.url);
  const wallets = await prepare(api, plan);
  const startedMs = performance.now();
  const result = await record(api, plan, options.concurrency, out);
  print(`${summaryOf(result)} in ${((performance.now() - startedMs) / 1_000).toFixed(1)} s\n`);

  const findings = await audit(new ServiceBooks(api), plan, wallets);
  print(`${billOf(plan, findings)}\n`);
  print(`Statistics: ${statisticsUrl(options.url, plan)}\n`);
  print(`${checkOf(findings)}\n\n${verdictOf(plan, findings)}`);
  return findings.faults.length === 0;
}

async function record(
  api: BillingApi,
  plan: TracePlan,
  concurrency: number,
  out: Output,
): Promise<RecordingResult> {
  const progress = startProgress('recording', plan.total.requests, out);
  try {
    return await recordTrace(api, plan, concurrency, () => progress.advance());
  } finally {
    progress.stop();
  }
}

function summaryOf({ replayed, newlyBilled }: RecordingResult): string {
  return `replayed ${replayed}, newly billed ${newlyBilled}`;
}
