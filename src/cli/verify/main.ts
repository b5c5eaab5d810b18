import { AuditCanceled, UnknownCellError } from '../../audit/book-auditor.js';
import { sentenceOf } from '../../bootstrap/start-error.js';
import { stopSignal } from '../../bootstrap/stop-signal.js';
import { loadConfig } from '../../config/load-config.js';
import { isConnectionFailure } from '../../database/postgres-errors.js';
import { UsageError } from '../replay/options.js';
import { withDatabase } from '../with-database.js';
import { parseOptions, USAGE } from './options.js';
import { verify } from './verify.js';

/** `npm run verify`: exit 0 when every law holds, 1 when one does not, 2 when that could not be found out. */
async function main(): Promise<number> {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options === 'help') {
      process.stdout.write(`${USAGE}\n`);
      return 0;
    }
    const stop = new AbortController();
    void stopSignal().then(() => stop.abort());
    const note = (sentence: string) => void process.stderr.write(`${sentence}\n`);
    const streams = { out: process.stdout, err: process.stderr };
    const sound = await withDatabase(loadConfig(), note, (config) =>
      verify(config, options, streams, stop.signal),
    );
    return sound ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    return 2;
  }
}

/** A sentence for what can be expected to go wrong; the stack for what cannot. */
function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${USAGE}`;
  if (error instanceof UnknownCellError || error instanceof AuditCanceled) return error.message;
  if (isConnectionFailure(error))
    return 'Not verified: the connection to the database was lost; run it again.';
  return sentenceOf(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
}

process.exitCode = await main();
