import { availableParallelism } from 'node:os';
import { type ConfigurationFault, fault } from './configuration-error.js';
import { urlFaults } from './database-url.js';
import type { Environment } from './environment.js';
import { stripeFaults } from './stripe-faults.js';

/** One for reads, one for the catalogue's writes, one for what billing itself asks. */
export const LEAST_BESIDE_LANES = 3;

/** Variables that are right by themselves and not together. */
export function contradictions(environment: Environment): ConfigurationFault[] {
  return [
    ...databaseFaults(environment),
    ...urlFaults('DATABASE_URL', environment.DATABASE_URL),
    ...urlFaults('DATABASE_MIGRATION_URL', environment.DATABASE_MIGRATION_URL),
    ...poolFaults(environment),
    ...upstreamFaults(environment),
    ...stripeFaults(environment),
    ...productionFaults(environment),
  ];
}

function databaseFaults(environment: Environment): ConfigurationFault[] {
  const {
    DATABASE_URL: url,
    EMBEDDED_POSTGRES: embedded,
    DATABASE_MIGRATION_URL: migrationUrl,
  } = environment;
  const faults: ConfigurationFault[] = [];
  if (url !== undefined && embedded) {
    faults.push(
      fault(
        'EMBEDDED_POSTGRES',
        'EMBEDDED_POSTGRES is true although DATABASE_URL is set: unset one of them.',
      ),
    );
  }
  if (url === undefined && embedded === false) {
    faults.push(fault('DATABASE_URL', 'DATABASE_URL must be set, because EMBEDDED_POSTGRES is false.'));
  }
  if (url === undefined && embedded === undefined && environment.ENV === 'production') {
    const remedy = 'set it to your Postgres, or EMBEDDED_POSTGRES=true to run on an embedded one';
    faults.push(fault('DATABASE_URL', `DATABASE_URL is required with ENV=production: ${remedy}.`));
  }
  if (url === undefined && migrationUrl !== undefined) {
    faults.push(
      fault('DATABASE_MIGRATION_URL', 'DATABASE_MIGRATION_URL is set without DATABASE_URL: set both.'),
    );
  }
  if (url !== undefined && environment.DEMO_DATA) {
    faults.push(
      fault(
        'DEMO_DATA',
        'DEMO_DATA is true although DATABASE_URL is set: only the embedded database is filled, unset one of them.',
      ),
    );
  }
  return faults;
}

/** Each cell's lane keeps one connection while it works; reads, the catalogue and billing's own need some beside. */
function poolFaults(environment: Environment): ConfigurationFault[] {
  const beside = poolSizeOf(environment) - cellsOf(environment);
  if (beside < LEAST_BESIDE_LANES) {
    const least = cellsOf(environment) + LEAST_BESIDE_LANES;
    const sentence = `DATABASE_POOL_SIZE is ${environment.DATABASE_POOL_SIZE}, it must be at least ${least}: CELLS + ${LEAST_BESIDE_LANES}.`;
    return [fault('DATABASE_POOL_SIZE', sentence)];
  }
  const most = beside - LEAST_BESIDE_LANES + 1;
  const reads = environment.READ_LIMIT;
  if (reads === undefined || reads <= most) return [];
  const remedy = 'lower it or raise DATABASE_POOL_SIZE';
  return [
    fault('READ_LIMIT', `READ_LIMIT is ${reads}, it must be at most ${most} with this pool: ${remedy}.`),
  ];
}

/** Whoever is asked must be found. */
function upstreamFaults(environment: Environment): ConfigurationFault[] {
  const faults: ConfigurationFault[] = [];
  for (const upstream of ['PRODUCT', 'WALLET', 'PAYMENT', 'SUBSCRIPTION'] as const) {
    const url = `${upstream}_SERVICE_URL` as const;
    if (environment[`${upstream}_CLIENT`] !== 'http' || environment[url] || environment.CONSUL_ENABLED)
      continue;
    const sentence = `${url} is required with ${upstream}_CLIENT=http: set it, or CONSUL_ENABLED=true to look it up.`;
    faults.push(fault(url, sentence));
  }
  return faults;
}

function productionFaults(environment: Environment): ConfigurationFault[] {
  if (environment.ENV !== 'production' || !environment.CLOCK_OFFSET_MS) return [];
  return [
    fault('CLOCK_OFFSET_MS', 'CLOCK_OFFSET_MS is for tests and refused with ENV=production: unset it.'),
  ];
}

/** As many connections as DATABASE_POOL_SIZE says, else ten beside the lanes'. */
export function poolSizeOf(environment: Environment): number {
  return environment.DATABASE_POOL_SIZE ?? 10 + cellsOf(environment);
}

/** As many cells as cores: a cell is what one core can keep busy. */
export function cellsOf(environment: Environment): number {
  return environment.CELLS ?? Math.min(8, Math.max(2, availableParallelism()));
}
