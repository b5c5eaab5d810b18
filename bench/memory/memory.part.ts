import { ImportClient } from '../batch/import-client.js';
import { HttpCompetitor, startGenerator } from '../http/http-competitor.js';
import { NAMES } from '../http/names.js';
import { startService } from '../http/servers.js';
import { DEFAULT_ACCOUNTS, type Lab } from '../lab/lab.js';
import type { MemoryFigures } from '../lab/memory-figures.js';
import type { Load } from '../load/competitor.js';
import { spreadOf } from '../load/spread.js';
import type { PartResult } from '../report/part-result.js';
import { megabytes, numberText, type Row } from '../report/table.js';
import type { Target } from '../report/target.js';

const MINUTES = 10;
/** What the last minute is compared with: caches and plans are full by then. */
const FROM_MINUTE = 3;
const CALLERS = 64;

interface Minute extends MemoryFigures {
  readonly minute: number;
  readonly requests: number;
}

/** Minutes of load on one service, single calls beside imports, and its memory after each. */
export async function runMemory(lab: Lab): Promise<PartResult> {
  const schema = await lab.schema('memory');
  const server = await startService(lab, { checkout: lab.own, schema, nodeFlags: ['--expose-gc'] });
  const generator = startGenerator(lab);
  const singles = new HttpCompetitor(lab, generator, { ...NAMES.service('express'), schema, server });
  const client = new ImportClient(lab, server, schema);
  const hasRoute = await client.isAvailable();
  const load: Load = {
    pace: { callers: CALLERS, warmUpMs: 0, measureMs: 60_000 },
    scenario: { kind: 'distinct accounts', accounts: DEFAULT_ACCOUNTS },
  };
  const minutes: Minute[] = [];
  for (let minute = 1; minute <= MINUTES; minute += 1) {
    const { charges } = hasRoute
      ? (await client.beside(() => singles.run(load)))[0]
      : await singles.run(load);
    const figures = await server.child.request<MemoryFigures>('memory');
    minutes.push({ minute, requests: charges, ...figures });
    lab.say(
      `memory, minute ${minute}/${MINUTES}: heap ${megabytes(figures.heapUsedBytes)} MB, RSS ${megabytes(figures.rssBytes)} MB`,
    );
  }
  await client.close();
  await generator.end();
  await singles.close();
  return {
    tables: [
      {
        title: `Memory of the service, ${CALLERS} callers${hasRoute ? ' beside an import' : ''}, after a forced collection`,
        columns: ['minute', 'requests', 'heap MB', 'RSS MB'],
        rows: minutes.map(({ minute, requests, heapUsedBytes, rssBytes }): Row => [
          String(minute),
          ...[numberText(requests, 0), megabytes(heapUsedBytes), megabytes(rssBytes)],
        ]),
      },
    ],
    targets: [
      growth('heap', minutes, (minute) => minute.heapUsedBytes),
      growth('RSS', minutes, (minute) => minute.rssBytes),
    ],
    data: minutes,
  };
}

function growth(what: string, minutes: readonly Minute[], pick: (minute: Minute) => number): Target {
  const [from, to] = [minutes[FROM_MINUTE - 1], minutes.at(-1)];
  return {
    text: `${what} after minute ${MINUTES} ÷ after minute ${FROM_MINUTE}`,
    wanted: 1.1,
    sense: 'at most',
    measured: from && to ? spreadOf([pick(to) / pick(from)]) : null,
  };
}
