import { runDatabaseCommand } from '../command-frame/database-command.js';
import { parseOptions, USAGE } from './options.js';
import { unsettled } from './unsettled.js';

/** `npm run unsettled`: exit 0 when nothing is unsettled or all was re-driven, 1 when not, 2 when it is not known. */
process.exitCode = await runDatabaseCommand({
  usage: USAGE,
  parseOptions,
  answer: (config, options) => unsettled(config, options, process.stdout),
  connectionLost: 'The connection to the database was lost; run it again.',
});
