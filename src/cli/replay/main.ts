import { UsageError } from '../command-frame/command-line.js';
import { ApiError } from './billing-api.js';
import { USAGE, parseOptions } from './options.js';
import { replay } from './replay.js';
import { TraceFormatError } from './trace-row.js';

/** `npm run replay -- FILE`: exit 0 when the check passes, 1 when it or anything before it fails, 2 for wrong usage. */
async function main(): Promise<number> {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options === 'help') {
      process.stdout.write(`${USAGE}\n`);
      return 0;
    }
    return (await replay(options, process.stdout)) ? 0 : 1;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${USAGE}\n`);
      return 2;
    }
    process.stderr.write(`${explainFailure(error)}\n`);
    return 1;
  }
}

/** A sentence for what can be expected to go wrong; the stack for what cannot. */
function explainFailure(error: unknown): string {
  if (error instanceof TraceFormatError || error instanceof ApiError) return error.message;
  if (error instanceof Error && 'code' in error && ('path' in error || error.code === 'EISDIR'))
    return `cannot read the trace: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

process.exitCode = await main();
