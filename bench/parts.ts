import { openField } from './engine/field.js';
import { runEngine } from './engine/engine.part.js';
import { runRefusals } from './engine/refusals.part.js';
import { runHttp } from './http/http.part.js';
import type { Lab } from './lab/lab.js';
import { once } from './once.js';
import type { PartName } from './part-names.js';
import type { PartResult } from './report/part-result.js';

type Part = () => Promise<PartResult>;

/** All parts of the benchmark, by name. */
export function partsOf(lab: Lab): Readonly<Record<PartName, Part>> {
  const field = once(() => openField(lab));
  return {
    engine: async () => runEngine(lab, await field()),
    refusals: async () => runRefusals(lab, await field()),
    http: () => runHttp(lab),
  };
}
