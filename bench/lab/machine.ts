import { availableParallelism, cpus, totalmem } from 'node:os';
import type pg from 'pg';
import { numberText, type Table } from '../report/table.js';

const SETTINGS = [
  'server_version',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_sync_method',
  'shared_buffers',
  'max_wal_size',
  'checkpoint_timeout',
  'max_connections',
  'jit',
];

/** What the figures depend on beside the code. */
export interface Machine {
  readonly node: string;
  readonly cores: number;
  readonly cpu: string;
  readonly memoryMb: number;
  /** Cells that the service opens here by default. */
  readonly cells: number;
  readonly postgres: Readonly<Record<string, string>>;
}

export async function describeMachine(client: pg.Client, cells: number): Promise<Machine> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    'SELECT name, current_setting(name) AS setting FROM unnest($1::text[]) AS name',
    [SETTINGS],
  );
  return {
    node: process.version,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryMb: Math.round(totalmem() / 2 ** 20),
    cells,
    postgres: Object.fromEntries(rows.map(({ name, setting }) => [name, setting])),
  };
}

export function machineTable({ node, cores, cpu, memoryMb, cells, postgres }: Machine): Table {
  return {
    title: 'Machine and settings, the same for all',
    columns: ['', ''],
    rows: [
      ['processor', `${cores} × ${cpu}`],
      ['memory', `${numberText(memoryMb, 0)} MB`],
      ['Node', node],
      ['cells by default', String(cells)],
      ...Object.entries(postgres).map(
        ([name, setting]) => [`PostgreSQL ${name}`, setting] satisfies [string, string],
      ),
    ],
  };
}
