import { AuditCanceled, UnknownCellError } from '../../audit/book-auditor.js';
import { stopSignal } from '../../bootstrap/stop-signal.js';
import { runDatabaseCommand } from '../command-frame/database-command.js';
import { parseOptions, USAGE } from './options.js';
import { verify } from './verify.js';

// From the first moment on: a start of the embedded database is not cut off either.
const stop = new AbortController();
void stopSignal().then(() => stop.abort());

/** `npm run verify`: exit 0 when every law holds, 1 when one does not, 2 when that could not be found out. */
process.exitCode = await runDatabaseCommand({
  usage: USAGE,
  parseOptions,
  answer: (config, options) =>
    verify(config, options, { out: process.stdout, err: process.stderr }, stop.signal),
  connectionLost: 'Not verified: the connection to the database was lost; run it again.',
  expected: [AuditCanceled, UnknownCellError],
});
