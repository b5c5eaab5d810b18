import { auditBooks } from '../../audit/audit-books.js';
import type { AppConfig } from '../../config/app-config.js';
import type { Output } from '../replay/progress.js';
import type { VerifyOptions } from './options.js';
import { startProgress } from './progress.js';
import { reportJson, reportText } from './report.js';

export interface VerifyStreams {
  readonly out: Output;
  readonly err: Output;
}

/** Audits the configured database and prints the report. True when every law holds. */
export async function verify(
  config: AppConfig,
  { cells, json }: VerifyOptions,
  { out, err }: VerifyStreams,
  signal?: AbortSignal,
): Promise<boolean> {
  const progress = startProgress(err);
  try {
    const report = await auditBooks(config.database, {
      ...(cells && { cells }),
      ...(signal && { signal }),
      onProgress: (state) => progress.show(state),
    });
    progress.stop();
    out.write(`${json ? reportJson(report) : reportText(report)}\n`);
    return report.wrong === 0;
  } finally {
    progress.stop();
  }
}
