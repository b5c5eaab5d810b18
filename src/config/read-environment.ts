import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ConfigurationError, fault } from './configuration-error.js';
import { Environment } from './environment.js';
import { VARIABLES } from './variable.js';

export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * The process's environment, with `.env` of the working directory underneath. Tests read no `.env`: a developer's
 * own database is not theirs.
 */
export function processEnvironment(): ProcessEnvironment {
  const file = resolve('.env');
  if (process.env.ENV !== 'test' && existsSync(file)) process.loadEnvFile(file);
  return process.env;
}

/** Reads and checks each variable by itself; throws one ConfigurationError for all that are wrong. */
export function readEnvironment(values: ProcessEnvironment): Environment {
  const given: Record<string, string> = {};
  for (const { name } of VARIABLES) {
    const value = values[name]?.trim();
    if (value) given[name] = value;
  }
  const environment = plainToInstance(Environment, given, { exposeUnsetFields: false });
  const faults = validateSync(environment, { stopAtFirstError: true }).map(({ property, constraints }) => {
    const rule = Object.values(constraints ?? {})[0] ?? 'different';
    return fault(property, `${property} is ${shown(property, given[property])}, it must be ${rule}.`);
  });
  if (faults.length > 0) throw new ConfigurationError(faults);
  return environment;
}

/** Keys, tokens and secrets are nobody's, and an address may carry a password: their values stay out of messages. */
function shown(name: string, value: string | undefined): string {
  return /_(URL|ADDR|TOKEN|KEY|SECRET)$/.test(name) ? 'not valid' : `"${value}"`;
}
