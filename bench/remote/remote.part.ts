import { HttpCompetitor, startGenerator } from '../http/http-competitor.js';
import { startService } from '../http/servers.js';
import type { Lab } from '../lab/lab.js';
import type { Load } from '../load/competitor.js';
import { samplesOf, takeTurns, type Rounds } from '../load/rounds.js';
import { perSecond, spreadBy, type Pick } from '../load/sample.js';
import { spreadOf } from '../load/spread.js';
import type { PartResult } from '../report/part-result.js';
import { spreadText, type Table } from '../report/table.js';
import type { Target } from '../report/target.js';
import { agreement } from './agreement.js';
import { DELAY_MS, startWalletService } from './wallet-service.js';

const CALLERS = 16;
/** More than there are callers, so that no wallet is asked twice at once; few, so that all are known after warming up. */
const ACCOUNTS = 256;
const WARM_UP_SECONDS = 6;

const EMBEDDED = 'service, wallets of its own';
const REMOTE = 'service, wallets outside';
const ALONE = 'the wallet service alone';

/** `usage/record` that a wallet service pays, beside that service itself and beside charges on our own wallets. */
export async function runRemote(lab: Lab): Promise<PartResult> {
  const generator = startGenerator(lab);
  const wallets = await startWalletService(lab, ACCOUNTS);
  const [embedded, remote] = [
    await lab.schema('embedded', { accounts: ACCOUNTS }),
    // Its charges leave other rows than those of the books; they are held against the wallet service's own.
    await lab.schema('remote', { accounts: ACCOUNTS, keeping: 'nothing' }),
  ];
  const own = { checkout: lab.own };
  const environment = {
    WALLET_CLIENT: 'http',
    WALLET_SERVICE_URL: `http://127.0.0.1:${wallets.server.port}`,
  };
  const competitors = [
    new HttpCompetitor(lab, generator, {
      name: EMBEDDED,
      note: `${EMBEDDED}: one batch a charge`,
      server: await startService(lab, { ...own, schema: embedded }),
      schema: embedded,
    }),
    new HttpCompetitor(lab, generator, {
      name: REMOTE,
      note: `${REMOTE}: a batch that leases its attempt, the call, a batch with its outcome`,
      server: await startService(lab, { ...own, schema: remote, environment }),
      schema: null,
    }),
    new HttpCompetitor(lab, generator, {
      name: ALONE,
      note: `${ALONE}: the same consumption asked of it directly; each of its answers takes ${DELAY_MS} ms`,
      server: wallets.server,
      schema: null,
      sent: { kind: 'consumption', walletIds: wallets.walletIds },
    }),
  ];
  lab.say('remote: warming up');
  for (const competitor of competitors) await competitor.run(loadOf(WARM_UP_SECONDS));
  // A tail needs some hundred charges, of which this gives 300 a second.
  const rounds = await takeTurns(competitors, loadOf(2 * lab.options.seconds), {
    rounds: lab.options.rounds,
    title: `remote, ${CALLERS} callers`,
    say: lab.say,
  });
  const notes = [...competitors.map(({ note }) => note), await agreement(lab, remote, wallets)];
  for (const competitor of competitors) await competitor.close();
  await generator.end();
  return { tables: [{ ...tableOf(rounds), notes }], targets: [targetOf(rounds)], data: [...rounds] };
}

function loadOf(seconds: number): Load {
  return {
    pace: { callers: CALLERS, warmUpMs: 500, measureMs: seconds * 1_000 },
    scenario: { kind: 'distinct accounts', accounts: ACCOUNTS },
  };
}

function tableOf(rounds: Rounds): Table {
  const columns: readonly [string, Pick, number][] = [
    ['requests/s', perSecond, 0],
    ['p50 ms', ({ p50Ms }) => p50Ms, 1],
    ['p99 ms', ({ p99Ms }) => p99Ms, 1],
  ];
  return {
    title: `HTTP usage/record paid by a wallet service of ${DELAY_MS} ms, ${CALLERS} callers`,
    columns: ['', ...columns.map(([name]) => name)],
    rows: [...rounds].map(([name, samples]) => [
      name,
      ...columns.map(([, pick, decimals]) => spreadText(spreadBy(samples, pick), decimals)),
    ]),
  };
}

/** Beside the call itself a charge may take what three charges take that need no call. */
function targetOf(rounds: Rounds): Target {
  const [embedded, remote, alone] = [EMBEDDED, REMOTE, ALONE].map((name) => samplesOf(rounds, name));
  const ratios = remote!.map(
    ({ p99Ms }, round) => p99Ms / (alone![round]!.p99Ms + 3 * embedded![round]!.p99Ms),
  );
  return {
    text: `p99 paid by a wallet service of ${DELAY_MS} ms ÷ (its own p99 + 3 × p99 of an embedded charge), ${CALLERS} callers`,
    wanted: 1,
    sense: 'at most',
    measured: spreadOf(ratios),
  };
}
