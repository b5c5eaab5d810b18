import { ChoiceVariable, FlagVariable, IntegerVariable, TextVariable } from './variable.js';

const ANY_TEXT = /^[^\0]+$/;
const POSTGRES_URL = /^postgres(ql)?:\/\/\S+$/;

/** The environment variables about the service and its database; Environment adds the limits. */
export class ServiceEnvironment {
  @ChoiceVariable({
    of: ['development', 'production', 'test'],
    default: 'development',
    meaning: '`production` changes the default port and asks for a database of your own.',
  })
  ENV?: 'development' | 'production' | 'test';

  @IntegerVariable({
    min: 1,
    max: 65535,
    default: '8241, with `ENV=production` 8216',
    meaning: 'The TCP port of the API.',
  })
  BILLING_SERVICE_PORT?: number;

  @TextVariable({
    rule: 'a host name or an IP address',
    pattern: /^[\w.:-]+$/,
    maxLength: 253,
    default: '127.0.0.1',
    meaning: 'The address to listen on; `0.0.0.0` to be reached from other machines.',
  })
  BILLING_SERVICE_SERVICE_HOST?: string;

  @ChoiceVariable({
    of: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    default: 'info',
    meaning: 'The least severe log lines that are written.',
  })
  LOG_LEVEL?: string;

  @FlagVariable({
    default: '`true` with the embedded database, except with `ENV=production`',
    meaning:
      'Fill the demo data at the start. Only the embedded database is ever filled; nothing existing is changed.',
  })
  DEMO_DATA?: boolean;

  @TextVariable({
    rule: '16 to 512 visible ASCII characters',
    pattern: /^[\x21-\x7e]{16,512}$/,
    maxLength: 512,
    default: null,
    meaning:
      'The token of the operator’s routes under `/api/v1/admin`, sent as `Authorization: Bearer`. Without it they do not exist.',
  })
  ADMIN_TOKEN?: string;

  // --- database ---------------------------------------------------------------------------------------------------

  @TextVariable({
    rule: 'a URL like postgres://user:password@host:5432/database',
    pattern: POSTGRES_URL,
    default: 'the embedded database',
    meaning: 'The Postgres to use. Required with `ENV=production` unless `EMBEDDED_POSTGRES=true`.',
  })
  DATABASE_URL?: string;

  @TextVariable({
    rule: 'a URL like postgres://owner:password@host:5432/database',
    pattern: POSTGRES_URL,
    default: '`DATABASE_URL`',
    meaning:
      'As whom and where migrations run: the role that owns the tables, on a session connection (past a pooler in transaction mode).',
  })
  DATABASE_MIGRATION_URL?: string;

  @TextVariable({
    rule: 'a schema name of lower-case letters, digits and _ that does not start with pg_',
    pattern: /^(?!pg_)[a-z_][a-z0-9_]{0,62}$/,
    default: 'dev',
    meaning: 'The schema that holds the tables.',
  })
  DATABASE_SCHEMA?: string;

  @ChoiceVariable({
    of: ['off', 'require', 'verify'],
    default: 'what `sslmode` in the URL says, else `off`',
    meaning:
      '`require` encrypts without checking whom it talks to; `verify` also checks the certificate and the host name.',
  })
  DATABASE_TLS?: 'off' | 'require' | 'verify';

  @TextVariable({
    rule: 'the path of a readable PEM file',
    pattern: ANY_TEXT,
    default: 'the authorities that Node trusts',
    meaning: 'Certificate authority of the database; implies `DATABASE_TLS=verify`.',
  })
  DATABASE_CA_FILE?: string;

  @ChoiceVariable({
    of: ['session', 'transaction'],
    default: 'session',
    meaning: '`transaction` behind a pooler in transaction mode (PgBouncer, Supavisor): no named statements.',
  })
  DATABASE_POOLER?: 'session' | 'transaction';

  @IntegerVariable({
    min: 2,
    max: 1000,
    default: '10 + `CELLS`',
    meaning: 'Most connections of this process.',
  })
  DATABASE_POOL_SIZE?: number;

  @IntegerVariable({
    min: 1,
    max: 900,
    default: 'half of the connections beside the lanes: 5',
    meaning: 'Most lists and statistics that are read at once, so that billing always finds a connection.',
  })
  READ_LIMIT?: number;

  @IntegerVariable({
    min: 0,
    max: 100_000,
    default: '256',
    meaning: 'Most lists and statistics that wait to be read; past it 503 with `Retry-After`.',
  })
  READ_QUEUE_LIMIT?: number;

  @IntegerVariable({
    min: 100,
    max: 60_000,
    default: '5000',
    meaning: 'How long to wait for a connection to the database.',
  })
  DATABASE_CONNECT_TIMEOUT_MS?: number;

  @FlagVariable({
    default: '`true` without `DATABASE_URL`, except with `ENV=production`',
    meaning: 'Start an embedded Postgres. Not together with `DATABASE_URL`.',
  })
  EMBEDDED_POSTGRES?: boolean;

  @TextVariable({
    rule: 'a path',
    pattern: ANY_TEXT,
    default: '.data/postgres',
    meaning: 'Where the embedded database keeps its files. Survives restarts.',
  })
  EMBEDDED_DATA_DIR?: string;

  @IntegerVariable({
    min: 1,
    max: 64,
    default: 'the number of processor cores, 2 to 8',
    meaning: 'How many cells (parts of the accounts that work side by side) the first migration opens.',
  })
  CELLS?: number;
}
