import { readFileSync } from 'node:fs';
import type { TlsConfig } from './app-config.js';
import { type ConfigurationFault, fault } from './configuration-error.js';
import type { Environment } from './environment.js';

/** URL parameters about TLS that we read ourselves: node-postgres gives some of them a meaning of its own. */
const TLS_PARAMETERS = ['sslmode', 'ssl', 'sslrootcert', 'uselibpqcompat'];

const TLS_OF_SSLMODE: Record<string, 'off' | 'require' | 'verify'> = {
  disable: 'off',
  require: 'require',
  'verify-ca': 'verify',
  'verify-full': 'verify',
};

/** The URL without its TLS parameters, which `tlsOf` has read. */
export function withoutTlsParameters(text: string): string {
  const url = new URL(text);
  for (const name of TLS_PARAMETERS) url.searchParams.delete(name);
  return url.href;
}

/** Faults of a URL that the pattern cannot see. */
export function urlFaults(variable: string, text: string | undefined): ConfigurationFault[] {
  if (text === undefined) return [];
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.pathname.length < 2) {
    return [fault(variable, `${variable} must be a URL like postgres://user:password@host:5432/database.`)];
  }
  const mode = url.searchParams.get('sslmode');
  if (mode !== null && !(mode in TLS_OF_SSLMODE)) {
    const known = Object.keys(TLS_OF_SSLMODE).join(', ');
    return [fault(variable, `${variable} has sslmode=${mode}, which must be one of ${known}.`)];
  }
  return [];
}

/**
 * How to talk TLS to the database: `DATABASE_TLS` wins; else a certificate authority means `verify`; else `sslmode` of
 * the URL holds. Answers a fault when the authority's file cannot be read.
 */
export function tlsOf(environment: Environment, url: string): TlsConfig | null | ConfigurationFault {
  const parameters = new URL(url).searchParams;
  const caFile = environment.DATABASE_CA_FILE ?? parameters.get('sslrootcert');
  const fromUrl = TLS_OF_SSLMODE[parameters.get('sslmode') ?? ''] ?? 'off';
  const mode = environment.DATABASE_TLS ?? (caFile === null ? fromUrl : 'verify');
  if (mode === 'off') return null;
  if (caFile === null) return { rejectUnauthorized: mode === 'verify', ca: null };
  try {
    return { rejectUnauthorized: mode === 'verify', ca: readFileSync(caFile, 'utf8') };
  } catch (error) {
    const variable = environment.DATABASE_CA_FILE ? 'DATABASE_CA_FILE' : 'DATABASE_URL';
    const reason = (error as NodeJS.ErrnoException).code;
    return fault(
      variable,
      `${variable} names ${caFile}, which cannot be read (${reason}): it must be a PEM file.`,
    );
  }
}
