import type { LawResult } from '../audit/audit-report.js';
import { LAWS } from '../audit/laws/all-laws.js';
import type { LawResultDto } from './dto/law-result.dto.js';
import type { VerificationDto } from './dto/verification.dto.js';
import type { Verification } from './verification.js';

export function toVerificationDto(job: Verification): VerificationDto {
  const { progress, report } = job;
  const results = report?.results ?? progress?.results ?? [];
  return {
    job_id: job.jobId,
    state: job.state,
    started_at: job.startedAt.toISOString(),
    finished_at: job.finishedAt?.toISOString() ?? null,
    taken_at: report?.takenAt ?? null,
    progress: {
      laws_done: progress?.lawsDone ?? 0,
      laws_total: LAWS.length,
      at: progress?.at ? `${progress.at.law.name}, ${progress.at.where}` : null,
    },
    rows_examined: progress?.examined ?? 0,
    rows_wrong: results.reduce((sum, { wrong }) => sum + wrong, 0),
    laws: results.map(toLawResultDto),
    error: job.error,
  };
}

function toLawResultDto({ law, examined, wrong, durationMs, faults }: LawResult): LawResultDto {
  return {
    law: law.name,
    sentence: law.sentence,
    rows_examined: examined,
    rows_wrong: wrong,
    duration_ms: Math.round(durationMs),
    faults: faults.map(({ row, account, what, expected, found }) => ({
      row,
      account_id: account,
      what,
      expected,
      found,
    })),
  };
}
