import { sentenceOf } from '../../bootstrap/start-error.js';
import type { AppConfig } from '../../config/app-config.js';
import { loadConfig } from '../../config/load-config.js';
import { isConnectionFailure } from '../../database/errors/postgres-errors.js';
import { UsageError } from './command-line.js';
import { withDatabase } from './with-database.js';

/** A question to the configured database that can be answered with yes or no. */
export interface DatabaseCommand<Options> {
  readonly usage: string;
  parseOptions(args: readonly string[]): Options | 'help';
  answer(config: AppConfig, options: Options): Promise<boolean>;
  /** What a lost connection means for the one who asked. */
  readonly connectionLost: string;
  /** Errors whose message is all there is to say. */
  readonly expected?: readonly (new (...args: never[]) => Error)[];
}

/** Its exit code: 0 for yes, 1 for no, 2 when it is not known, with the reason on standard error. */
export async function runDatabaseCommand<Options>(command: DatabaseCommand<Options>): Promise<number> {
  try {
    const options = command.parseOptions(process.argv.slice(2));
    if (options === 'help') {
      process.stdout.write(`${command.usage}\n`);
      return 0;
    }
    const note = (sentence: string) => void process.stderr.write(`${sentence}\n`);
    const ask = (config: AppConfig) => command.answer(config, options);
    const isYes = await withDatabase(loadConfig(), note, ask, { mayCreate: false });
    return isYes ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${explain(error, command)}\n`);
    return 2;
  }
}

/** A sentence for what can be expected to go wrong; the stack for what cannot. */
function explain(
  error: unknown,
  { usage, connectionLost, expected = [] }: Omit<DatabaseCommand<never>, 'parseOptions' | 'answer'>,
): string {
  if (error instanceof UsageError) return `${error.message}\n\n${usage}`;
  if (isConnectionFailure(error)) return connectionLost;
  if (!(error instanceof Error)) return String(error);
  if (expected.some((kind) => error instanceof kind)) return error.message;
  return sentenceOf(error) ?? error.stack ?? error.message;
}
