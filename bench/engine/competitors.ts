import type { Checkout } from '../against/checkout.js';
import type { EventNumbering } from '../contenders/contender.js';
import type { Lab } from '../lab/lab.js';
import type { Schema } from '../lab/schemas.js';
import { WorkerCompetitor } from '../load/worker-competitor.js';

export const ENGINE = 'engine';
export const BARE_INSERT = 'bare insert';
export const textbookName = (numbering: EventNumbering): string => `textbook, ${numbering} events`;
/** The faster one where payers are distinct: ratios are against it. */
export const TEXTBOOK = textbookName('sequence');

export interface EngineOptions {
  readonly checkout?: Checkout;
  readonly schema: Schema;
  readonly name?: string;
  /** Beside the default environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Beside those of the checkout. */
  readonly nodeFlags?: readonly string[];
}

export function openEngine(lab: Lab, options: EngineOptions): Promise<WorkerCompetitor> {
  const { checkout = lab.own, schema, environment = {}, nodeFlags = [] } = options;
  const name = options.name ?? `${ENGINE}${checkout.label}`;
  return WorkerCompetitor.open(lab, {
    name,
    schema,
    note: `${name}: Engine.submit in the callers' process, batches over the lanes; all guarantees of docs/consistency.md`,
    nodeFlags: [...checkout.nodeFlags, ...nodeFlags],
    spec: {
      kind: 'engine',
      root: checkout.root,
      environment: { ...lab.environment(schema), ...environment },
    },
  });
}

export function openBareInsert(lab: Lab, schema: Schema, poolSize: number): Promise<WorkerCompetitor> {
  return WorkerCompetitor.open(lab, {
    name: BARE_INSERT,
    schema,
    note: `${BARE_INSERT}: a limit, no rival: the record's row alone with its indexes, one prepared INSERT and commit each, pool of ${poolSize}; promises nothing but that row`,
    nodeFlags: lab.own.nodeFlags,
    spec: { kind: 'bare insert', ...poolOf(lab, schema, poolSize) },
  });
}

export function openTextbook(
  lab: Lab,
  schema: Schema,
  numbering: EventNumbering,
  poolSize: number,
): Promise<WorkerCompetitor> {
  const name = textbookName(numbering);
  const promise = numbering === 'gapless' ? 'the same guarantees' : 'the same guarantees but gap-free events';
  return WorkerCompetitor.open(lab, {
    name,
    schema,
    note: `${name}: one transaction a request, its statements one by one, prepared, pool of ${poolSize}; the same writes, ${promise}`,
    nodeFlags: lab.own.nodeFlags,
    spec: { kind: 'textbook', numbering, ...poolOf(lab, schema, poolSize) },
  });
}

function poolOf(lab: Lab, schema: Schema, poolSize: number) {
  return { connectionString: lab.postgres.serviceUrl, schema: schema.name, poolSize };
}
