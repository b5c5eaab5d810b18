import { openEngine } from '../engine/competitors.js';
import { DEFAULT_ACCOUNTS, type Lab } from '../lab/lab.js';
import { readServer, readTables, type ServerFigures, type TableFigures } from '../lab/table-figures.js';
import type { PartResult } from '../report/part-result.js';
import { numberText, type Row, type Table } from '../report/table.js';
import type { ScenarioKind } from '../workload/scenario.js';

const KINDS: readonly ScenarioKind[] = ['distinct accounts', 'one hot account'];
const CALLERS = 256;
const SECONDS = 6;

interface Stored {
  readonly kind: ScenarioKind;
  readonly charges: number;
  readonly server: ServerFigures;
  readonly tables: readonly TableFigures[];
}

/** What a charge leaves on the disk and in the log, and how its hot rows fare. */
export async function runStorage(lab: Lab): Promise<PartResult> {
  const results: Stored[] = [];
  for (const kind of KINDS) results.push(await store(lab, kind));
  return { tables: [chargeTable(results), ...results.map(tableTable)], targets: [], data: results };
}

async function store(lab: Lab, kind: ScenarioKind): Promise<Stored> {
  const schema = await lab.schema(`storage_${KINDS.indexOf(kind)}`);
  await lab.admin.query('CHECKPOINT');
  const before = await readTables(lab.admin, schema.name);
  const serverBefore = await readServer(lab.admin);
  const engine = await openEngine(lab, { schema });
  const { answered: charges } = await engine.runRaw({
    pace: { callers: CALLERS, warmUpMs: 0, measureMs: SECONDS * 1_000 },
    scenario: { kind, accounts: DEFAULT_ACCOUNTS },
  });
  // Its connections have told everything when they are closed.
  await engine.close();
  const after = await readTables(lab.admin, schema.name);
  const serverAfter = await readServer(lab.admin);
  lab.say(`storage, ${kind}: ${numberText(charges, 0)} charges`);
  return {
    kind,
    charges,
    server: {
      commits: serverAfter.commits - serverBefore.commits,
      walBytes: serverAfter.walBytes - serverBefore.walBytes,
      fullPageImages: serverAfter.fullPageImages - serverBefore.fullPageImages,
    },
    tables: after.map((table, index) => since(table, before[index] as TableFigures)),
  };
}

/** Live and dead rows are as they stand; the rest is what came since. */
function since(after: TableFigures, before: TableFigures): TableFigures {
  return {
    ...after,
    heapBytes: after.heapBytes - before.heapBytes,
    indexBytes: after.indexBytes - before.indexBytes,
    inserted: after.inserted - before.inserted,
    updated: after.updated - before.updated,
    hotUpdated: after.hotUpdated - before.hotUpdated,
  };
}

function chargeTable(results: readonly Stored[]): Table {
  const row = (label: string, pick: (stored: Stored) => number, decimals: number): Row => [
    label,
    ...results.map((stored) => numberText(pick(stored) / stored.charges, decimals)),
  ];
  const bytes = ({ tables }: Stored): number =>
    tables.reduce((sum, { heapBytes, indexBytes }) => sum + heapBytes + indexBytes, 0);
  return {
    title: `A charge in the database, ${CALLERS} callers, ${SECONDS} s from an empty schema and a checkpoint`,
    columns: ['a charge', ...results.map(({ kind }) => kind)],
    rows: [
      row('bytes on disk', bytes, 0),
      row('WAL bytes', ({ server }) => server.walBytes, 0),
      row('full-page images in the WAL', ({ server }) => server.fullPageImages, 3),
      row('commits', ({ server }) => server.commits, 4),
    ],
  };
}

function tableTable({ kind, charges, tables }: Stored): Table {
  const share = (part: number, whole: number): string =>
    whole === 0 ? '' : `${numberText((100 * part) / whole, 1)} %`;
  return {
    title: `Tables after ${numberText(charges, 0)} charges, ${kind}`,
    columns: ['', 'heap bytes', 'index bytes', 'inserts', 'updates', 'HOT share', 'live rows', 'dead rows'],
    rows: tables
      .filter(({ inserted, updated }) => inserted + updated > 0)
      .map((table) => [
        table.table,
        numberText(table.heapBytes / charges, 0),
        numberText(table.indexBytes / charges, 0),
        numberText(table.inserted / charges, 2),
        numberText(table.updated / charges, 2),
        share(table.hotUpdated, table.updated),
        numberText(table.live, 0),
        numberText(table.dead, 0),
      ]),
    notes: ['Bytes, inserts and updates are a charge.'],
  };
}
