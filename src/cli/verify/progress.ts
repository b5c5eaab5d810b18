import { Presets, SingleBar } from 'cli-progress';
import type { AuditProgress } from '../../audit/audit-report.js';
import type { Output } from '../replay/progress.js';

export interface VerifyProgress {
  show(progress: AuditProgress): void;
  stop(): void;
}

/** A bar on a terminal, one step a law; elsewhere nothing: the report says it all. */
export function startProgress(stream: Output): VerifyProgress {
  if (!stream.isTTY) return { show: () => undefined, stop: () => undefined };
  const format = 'verifying [{bar}] {value}/{total} laws · {rows} rows · {at}';
  const bar = new SingleBar(
    { format, stream, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(1, 0, { rows: '0', at: '' });
  return {
    show: ({ lawsDone, lawsTotal, examined, at }) => {
      bar.setTotal(lawsTotal);
      bar.update(lawsDone, {
        rows: examined.toLocaleString('en'),
        at: at === null ? '' : `${at.law.name}, ${at.where}`,
      });
    },
    stop: () => bar.stop(),
  };
}
