import { againstTable } from '../against/against-table.js';
import type { Child } from '../lab/child.js';
import { DEFAULT_ACCOUNTS, type Lab } from '../lab/lab.js';
import type { Schema } from '../lab/schemas.js';
import type { Load } from '../load/competitor.js';
import { samplesOf, takeTurns, type Rounds } from '../load/rounds.js';
import { ratioOf } from '../load/sample.js';
import type { PartResult } from '../report/part-result.js';
import type { Table } from '../report/table.js';
import type { Target } from '../report/target.js';
import { HttpCompetitor, startGenerator } from './http-competitor.js';
import { httpTable } from './http-table.js';
import { platformsOf, type Platform } from './platforms.js';
import { startNothing, startService } from './servers.js';
import { NAMES } from './names.js';

const CALLERS = [256, 64];
const WARM_UP_SECONDS = 3;
/** What the service reaches of the application that does nothing. */
const WANTED: Readonly<Record<Platform, number>> = { express: 0.8, fastify: 0.35 };

interface HttpResult {
  readonly callers: number;
  readonly rounds: Rounds;
}

/** `usage/record` over HTTP, beside applications that answer the same and do nothing. */
export async function runHttp(lab: Lab): Promise<PartResult> {
  const generator = startGenerator(lab);
  const schema = await lab.schema('http');
  const competitors = await openCompetitors(lab, generator, schema);
  await warmUp(lab, competitors);
  const results: HttpResult[] = [];
  for (const callers of CALLERS) {
    const rounds = await takeTurns(competitors, loadOf(callers, 500, lab.options.seconds), {
      rounds: lab.options.rounds,
      title: `http, ${callers} callers`,
      say: lab.say,
    });
    results.push({ callers, rounds });
  }
  for (const competitor of competitors) await competitor.close();
  await generator.end();
  const [first, ...rest] = results.map(({ callers, rounds }) =>
    httpTable(`HTTP usage/record, ${callers} callers`, rounds),
  );
  const notes = competitors.map(({ note }) => note);
  return {
    tables: [...(first ? [{ ...first, notes }] : []), ...rest, ...againstOf(lab, results)],
    targets: (['express', 'fastify'] as const).flatMap((platform) =>
      targetsOf(platform, results[0]?.rounds as Rounds),
    ),
    data: results.map(({ callers, rounds }) => ({ callers, rounds: [...rounds] })),
  };
}

async function openCompetitors(lab: Lab, generator: Child, schema: Schema): Promise<HttpCompetitor[]> {
  const competitors: HttpCompetitor[] = [];
  const add = (options: ConstructorParameters<typeof HttpCompetitor>[2]): void =>
    void competitors.push(new HttpCompetitor(lab, generator, options));
  for (const platform of platformsOf(lab.own.root)) {
    add({
      ...NAMES.service(platform, lab.own),
      schema,
      server: await startService(lab, { checkout: lab.own, schema, platform }),
    });
    if (lab.other && platformsOf(lab.other.root).includes(platform)) {
      add({
        ...NAMES.service(platform, lab.other),
        schema: lab.other.schema,
        server: await startService(lab, { checkout: lab.other, schema: lab.other.schema, platform }),
      });
    }
    for (const validation of ['validated', 'unchecked'] as const) {
      add({
        ...NAMES.nothing(platform, validation),
        schema: null,
        server: await startNothing(lab, 'nest-nothing', platform, validation),
      });
    }
  }
  add({ ...NAMES.node, schema: null, server: await startNothing(lab, 'node-nothing') });
  return competitors;
}

function againstOf({ own, other }: Lab, results: readonly HttpResult[]): Table[] {
  if (other === null) return [];
  const rows = results.flatMap(({ callers, rounds }) =>
    platformsOf(other.root)
      .filter((platform) => rounds.has(NAMES.service(platform, own).name))
      .map((platform) => ({
        label: `${callers} callers, ${platform}`,
        rounds,
        own: NAMES.service(platform, own).name,
        other: NAMES.service(platform, other).name,
      })),
  );
  return [againstTable(`service ÷ service${other.label}`, 'service', rows)];
}

/** Code compiled, and every payer's pages in the log since the checkpoint. */
async function warmUp(lab: Lab, competitors: readonly HttpCompetitor[]): Promise<void> {
  await lab.admin.query('CHECKPOINT');
  lab.say('http: warming up');
  for (const competitor of competitors) await competitor.run(loadOf(64, 100, WARM_UP_SECONDS));
}

function loadOf(callers: number, warmUpMs: number, seconds: number): Load {
  return {
    pace: { callers, warmUpMs, measureMs: seconds * 1_000 },
    scenario: { kind: 'distinct accounts', accounts: DEFAULT_ACCOUNTS },
  };
}

/**
 * A default Nest application names the DTO and does not check it. With its ValidationPipe it does what one has to write
 * at least to use the DTO; that ratio is told beside.
 */
function targetsOf(platform: Platform, rounds: Rounds): Target[] {
  return (['unchecked', 'validated'] as const).map((validation) => {
    const service = NAMES.service(platform).name;
    const nothing = NAMES.nothing(platform, validation).name;
    const target = {
      text: `HTTP ÷ default Nest on ${platform} that does nothing${validation === 'validated' ? ' but validate' : ''}, 256 callers`,
      wanted: WANTED[platform],
      sense: 'at least' as const,
    };
    return rounds.has(service)
      ? { ...target, measured: ratioOf(samplesOf(rounds, service), samplesOf(rounds, nothing)) }
      : { ...target, measured: null, reason: 'not available' };
  });
}
