import { beforeAll } from '@jest/globals';
import { calendarPeriod } from '../../../src/domain/rating/period.js';
import { type ServiceSuite, serviceSuite } from '../../support/service/service-suite.js';
import { type Matches, NaiveScan } from './naive-scan.js';
import { bookHistory, seededRandom, USERS } from './usage-history.fixture.js';

const SEED = 20_251_011;
const MINUTE_MS = 60_000;

export interface Question {
  readonly start: number;
  readonly end: number;
  readonly filter: Record<string, string>;
}

/** A service with a history of usage; `scan` exists only once the suite's tests begin. */
export interface AnalyticsSuite {
  readonly service: ServiceSuite;
  /** The same history, to be added up one by one. */
  readonly scan: NaiveScan;
  readonly random: () => number;
  /** Ranges of minute precision: within an hour, over an edge, over days. */
  randomQuestion(): Question;
}

export function analyticsSuite(name: string): AnalyticsSuite {
  const service = serviceSuite(name);
  const end = calendarPeriod('hour', Date.now()).start;
  const random = seededRandom(SEED);
  let scan: NaiveScan | undefined;

  beforeAll(async () => {
    await bookHistory(service, end, random);
    scan = await NaiveScan.of(service.database);
  });

  function randomQuestion(): Question {
    const length = Math.ceil(random() * [50, 130, 900, 4_000][Math.floor(random() * 4)]!) * MINUTE_MS;
    const start = end - Math.ceil(random() * 73 * 60) * MINUTE_MS;
    const filters = [
      {},
      {},
      { user_id: USERS[Math.floor(random() * 3)]! },
      { organization_id: 'org-a' },
      { model: 'small' },
    ];
    return {
      start,
      end: start + length,
      filter: filters[Math.floor(random() * filters.length)]! as Record<string, string>,
    };
  }

  return {
    service,
    random,
    randomQuestion,
    get scan() {
      if (scan === undefined) throw new Error('The history is booked in beforeAll: use it in a test.');
      return scan;
    },
  };
}

export function matching(filter: Record<string, string>): Matches {
  return (record) =>
    Object.entries(filter).every(([name, value]) => record[name as keyof typeof record] === value);
}

export function query(
  question: Question,
  names: [string, string],
  more: Record<string, string> = {},
): string {
  const range = { [names[0]]: iso(question.start), [names[1]]: iso(question.end) };
  return new URLSearchParams({ ...range, ...question.filter, ...more }).toString();
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}
