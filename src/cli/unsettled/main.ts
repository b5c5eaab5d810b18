import { sentenceOf } from '../../bootstrap/start-error.js';
import { loadConfig } from '../../config/load-config.js';
import { isConnectionFailure } from '../../database/postgres-errors.js';
import { UsageError } from '../replay/options.js';
import { withDatabase } from '../with-database.js';
import { parseOptions, USAGE } from './options.js';
import { unsettled } from './unsettled.js';

/** `npm run unsettled`: exit 0 when nothing is unsettled or all was re-driven, 1 when not, 2 when it is not known. */
async function main(): Promise<number> {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options === 'help') {
      process.stdout.write(`${USAGE}\n`);
      return 0;
    }
    const note = (sentence: string) => void process.stderr.write(`${sentence}\n`);
    const isDone = await withDatabase(loadConfig(), note, (config) =>
      unsettled(config, options, process.stdout),
    );
    return isDone ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    return 2;
  }
}

/** A sentence for what can be expected to go wrong; the stack for what cannot. */
function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${USAGE}`;
  if (isConnectionFailure(error)) return 'The connection to the database was lost; run it again.';
  return sentenceOf(error) ?? (error instanceof Error ? (error.stack ?? error.message) : String(error));
}

process.exitCode = await main();
