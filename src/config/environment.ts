import { IntegrationEnvironment } from './integration-environment.js';
import { ChoiceVariable, IntegerVariable, TextVariable } from './variable.js';

/** The environment variables: each with its default, its rule and its meaning, here and nowhere else. */
export class Environment extends IntegrationEnvironment {
  @ChoiceVariable({
    of: ['express', 'fastify'],
    default: 'express',
    meaning: 'The HTTP framework behind Nest. Every call answers the same on both.',
  })
  HTTP_PLATFORM?: 'express' | 'fastify';

  @IntegerVariable({
    min: 1024,
    max: 104_857_600,
    default: '1048576',
    meaning: 'Largest request body in bytes; more is 413.',
  })
  BODY_LIMIT_BYTES?: number;

  @IntegerVariable({
    min: 100,
    max: 300_000,
    default: '30000',
    meaning: 'How long a client may take to send a body that is read whole; longer is 408.',
  })
  BODY_TIMEOUT_MS?: number;

  @IntegerVariable({
    min: 10,
    max: 1_000_000,
    default: '4096',
    meaning: 'Most connections of clients; what comes on top is closed at once.',
  })
  MAX_CONNECTIONS?: number;

  @IntegerVariable({
    min: 100,
    max: 300_000,
    default: '10000',
    meaning: 'How long a caller waits for an answer before 503 (not begun) or 504 (outcome unknown).',
  })
  REQUEST_DEADLINE_MS?: number;

  @IntegerVariable({
    min: 0,
    max: 300_000,
    default: '10000',
    meaning: 'How long a stop waits for requests in flight.',
  })
  DRAIN_TIMEOUT_MS?: number;

  @IntegerVariable({ min: 1, max: 1024, default: '256', meaning: 'Most commands in one batch of a cell.' })
  BATCH_LIMIT?: number;

  @IntegerVariable({
    min: 1,
    max: 100_000,
    default: '4096',
    meaning: 'Most commands that wait in front of one cell; past it 503 with `Retry-After`.',
  })
  QUEUE_LIMIT?: number;

  @IntegerVariable({
    min: 10,
    max: 60_000,
    default: '1000',
    meaning: 'How long a batch waits for rows that another transaction holds.',
  })
  LOCK_TIMEOUT_MS?: number;

  @IntegerVariable({
    min: 100,
    max: 300_000,
    default: '10000',
    meaning: 'How long one statement of a batch may run.',
  })
  STATEMENT_TIMEOUT_MS?: number;

  @IntegerVariable({
    min: 100,
    max: 300_000,
    default: '10000',
    meaning: 'How long one batch is tried again after deadlocks and serialization failures.',
  })
  RETRY_DEADLINE_MS?: number;

  @IntegerVariable({
    min: 0,
    max: 1_000_000,
    default: '6000',
    meaning: 'Refused usage records kept per account and minute; past it 429 and nothing is stored.',
  })
  REFUSALS_PER_MINUTE?: number;

  @IntegerVariable({
    min: 100,
    max: 10_000_000,
    default: '100000',
    meaning: 'Most owners (accounts, scopes of quotas) whose cell is remembered in memory.',
  })
  DIRECTORY_CACHE_SIZE?: number;

  @IntegerVariable({
    min: 100,
    max: 10_000_000,
    default: '100000',
    meaning: 'Most prices of all products together; they are kept in memory. One more is 409.',
  })
  PRICE_BOOK_LIMIT?: number;

  @IntegerVariable({
    min: 1,
    max: 3_650,
    default: '90',
    meaning:
      'How many days the key of a write without a billing record is remembered; a record’s own key stays.',
  })
  KEY_RETENTION_DAYS?: number;

  @IntegerVariable({
    min: 1_000,
    max: 86_400_000,
    default: '3600000',
    meaning: 'How often keys that are older are looked for and deleted.',
  })
  KEY_PURGE_INTERVAL_MS?: number;
  // --- batches ----------------------------------------------------------------------------------------------------

  @IntegerVariable({
    min: 1,
    max: 64,
    default: '4',
    meaning: 'Most `usage/record/batch` requests at once; one more gets 503 with `Retry-After`.',
  })
  BULK_REQUESTS?: number;

  @IntegerVariable({
    min: 1,
    max: 1_000_000_000,
    default: '1000000',
    meaning: 'Most lines of one NDJSON stream; the rest is not begun.',
  })
  BULK_LINES?: number;

  @IntegerVariable({
    min: 100,
    max: 300_000,
    default: '30000',
    meaning: 'How long the client of an NDJSON stream may neither send nor read before the stream ends.',
  })
  BULK_IDLE_TIMEOUT_MS?: number;

  // --- payments ---------------------------------------------------------------------------------------------------

  @IntegerVariable({
    min: 0,
    max: 300_000,
    default: '5000',
    meaning: 'How long a request waits for its settlement by an upstream before 202 `processing`.',
  })
  PAYMENT_WAIT_MS?: number;

  @IntegerVariable({
    min: 100,
    max: 300_000,
    default: '10000',
    meaning: 'How long one call that moves money at an upstream may take.',
  })
  PAYMENT_CALL_TIMEOUT_MS?: number;

  @IntegerVariable({
    min: 50,
    max: 3_600_000,
    default: '1000',
    meaning: 'How often the reconciler looks for settlements whose outcome is not known.',
  })
  RECONCILE_INTERVAL_MS?: number;

  @IntegerVariable({
    min: 50,
    max: 86_400_000,
    default: '5000',
    meaning: 'How long after a time-out the reconciler asks the upstream what became of it.',
  })
  RECONCILE_RECHECK_MS?: number;

  @IntegerVariable({
    min: 1,
    max: 100,
    default: '8',
    meaning:
      'How often a settlement is sent, or a pending record decided again, before the record is `failed`, ready for ' +
      '`billing/process`. What was sent fails only once its payer says that it is not there; of a payer that cannot ' +
      'be asked (credits of the subscription service), once what was set aside there is released. Without an answer to ' +
      'that it stays `processing`, and is asked about at least every hour. What surely did not go out again is no try, ' +
      'for a day at most.',
  })
  SETTLEMENT_TRIES?: number;

  // --- others -----------------------------------------------------------------------------------------------------

  @IntegerVariable({
    min: -3_153_600_000_000,
    max: 3_153_600_000_000,
    default: '0',
    meaning: 'Added to the database’s clock, for tests; refused with `ENV=production`.',
  })
  CLOCK_OFFSET_MS?: number;

  @TextVariable({
    rule: 'a URL',
    pattern: /^https?:\/\/\S+$/,
    default: null,
    meaning: 'Accepted, without effect: the service talks to Postgres itself, at `DATABASE_URL`.',
  })
  SUPABASE_LOCAL_URL?: string;
}
