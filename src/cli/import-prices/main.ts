import { ApiError } from '../replay/billing-api.js';
import { UsageError } from '../command-frame/command-line.js';
import { parseOptions, USAGE } from './options.js';
import { importPrices } from './price-import.js';

/** `npm run import-prices`: exit 0 when everything is in the catalogue, 1 when not, 2 for wrong usage. */
async function main(): Promise<number> {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options === 'help') process.stdout.write(`${USAGE}\n`);
    else await importPrices(options, process.stdout);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${USAGE}\n`);
      return 2;
    }
    process.stderr.write(`${error instanceof ApiError ? error.message : String((error as Error).stack)}\n`);
    return 1;
  }
}

process.exitCode = await main();
