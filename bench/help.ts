/** What `npm run bench -- --help` prints. */
export const HELP = `npm run bench -- [options]

Measures the money path on a throw-away PostgreSQL, each figure beside a limit or a rival in the same run.

  --only NAMES      parts, separated by commas:
                      engine      charges without HTTP: 1, 64 and 256 callers, four mixes of payers
                      refusals    402 and 429, with their bound lifted
                      http        usage/record over HTTP beside applications that do nothing
                      remote      usage/record paid by a wallet service that takes 50 ms, beside that service alone
                      batch       usage/record/batch beside COPY, and single calls beside an import
                      scaling     all of: batch-size, cells, accounts, stored, processes, storage
                      memory      ten minutes of load (only with --full or by name)
  --rounds N        rounds of each comparison (3)
  --seconds S       length of each measurement, without its warm-up (1.5)
  --against REF     builds another commit and lets it take turns in engine and http
  --full            goes to 10^7 stored records and runs ten minutes for memory; needs 50 GB of disk and an hour
  --verify          lets npm run verify look at all that the service has written; some minutes more
  --json FILE       writes the results there too (beside bench/results/<time>.json)
  --markdown FILE   writes the tables there too (beside bench/results/<time>.md)
  --help            this

Without options it takes about 16 minutes on two cores. Ctrl-C stops it and leaves nothing behind.`;
