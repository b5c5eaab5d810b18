import { statusOfCharge } from '../../billing/charging/charge-answer.js';
import { refusalOfCharge } from '../../billing/charging/charge-result.mapper.js';
import type { ChargeOutcome } from '../../domain/outcomes.js';
import type { Refusal } from '../../domain/problems/problems.js';
import { problemOf } from '../../http/problem/problem.js';
import type { ThrownErrors } from '../../http/problem/thrown-errors.js';
import type { ItemAnswer } from './batch-run.js';
import type { ItemResultDto } from './dto/item-result.dto.js';

/** What a single call would have answered, in short: its status, the record, and the problem of a refusal. */
export class ItemResultMapper {
  constructor(
    private readonly errors: Pick<ThrownErrors, 'refusalOf'>,
    private readonly requestId: string,
  ) {}

  resultOf(index: number, answer: ItemAnswer): ItemResultDto {
    if ('error' in answer) return this.refused(index, this.refusalOf(answer.error));
    const { outcome, replayed } = answer;
    return { ...this.charged(index, outcome), ...(replayed && { replayed: true as const }) };
  }

  refusalOf(thrown: unknown): Refusal {
    return this.errors.refusalOf(thrown, this.requestId);
  }

  refused(index: number, refusal: Refusal): ItemResultDto {
    const problem = problemOf(refusal, this.requestId);
    return { index, status: problem.status, problem };
  }

  private charged(index: number, outcome: ChargeOutcome): ItemResultDto {
    const refusal = refusalOfCharge(outcome);
    if (refusal === null) {
      return { index, status: statusOfCharge(outcome), billing_id: outcome.billingId };
    }
    const problem = problemOf(refusal, this.requestId);
    return { index, status: problem.status, billing_id: outcome.billingId, problem };
  }
}
