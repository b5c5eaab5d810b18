import type { ChargeOutcome } from '../../domain/outcomes.js';
import type { RequestContext } from '../../http/current-request.decorator.js';
import { markReplayed, respondWith } from '../../http/response.js';
import type { ChargeResultDto } from '../dto/charge-result.dto.js';
import { toChargeResult } from './charge-result.mapper.js';
import type { Charged } from './charge-submission.service.js';

/** Accepted, and not yet decided for good: the payment goes on after the answer. */
const UNDER_WAY = new Set(['processing', 'pending']);

/** The status of a charge that was not refused. */
export function statusOfCharge({ status }: ChargeOutcome): 200 | 202 {
  return UNDER_WAY.has(status) ? 202 : 200;
}

/** Answers a charge: its body, 202 while it is under way, the header of a replay. Throws its refusal. */
export function answerCharge(request: RequestContext, { outcome, replayed }: Charged): ChargeResultDto {
  markReplayed(request, replayed);
  const result = toChargeResult(outcome);
  respondWith(request, statusOfCharge(outcome));
  return result;
}
