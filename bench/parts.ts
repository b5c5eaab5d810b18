import { runBatch } from './batch/batch.part.js';
import { openField } from './engine/field.js';
import { runEngine } from './engine/engine.part.js';
import { runRefusals } from './engine/refusals.part.js';
import { runHttp } from './http/http.part.js';
import type { Lab } from './lab/lab.js';
import { runMemory } from './memory/memory.part.js';
import { once } from './once.js';
import type { PartName } from './part-names.js';
import { runRemote } from './remote/remote.part.js';
import { runAccounts } from './scaling/accounts.part.js';
import { runBatchSize } from './scaling/batch-size.part.js';
import { runCells } from './scaling/cells.part.js';
import { runProcesses } from './scaling/processes.part.js';
import { runStorage } from './scaling/storage.part.js';
import { runStored } from './scaling/stored.part.js';
import type { PartResult } from './report/part-result.js';

type Part = () => Promise<PartResult>;

/** All parts of the benchmark, by name. */
export function partsOf(lab: Lab): Readonly<Record<PartName, Part>> {
  const field = once(() => openField(lab));
  return {
    engine: async () => runEngine(lab, await field()),
    refusals: async () => runRefusals(lab, await field()),
    http: () => runHttp(lab),
    remote: () => runRemote(lab),
    batch: () => runBatch(lab),
    'batch-size': () => runBatchSize(lab),
    cells: () => runCells(lab),
    accounts: () => runAccounts(lab),
    stored: () => runStored(lab),
    processes: () => runProcesses(lab),
    storage: () => runStorage(lab),
    memory: () => runMemory(lab),
  };
}
