import { describe, expect, it } from '@jest/globals';
import { findCycle, readSourceTree, type SourceFile } from './support/typescript/source-tree.js';

/**
 * The rooms of the house and what each may import (its own files apart). Files directly under `src` put the rooms
 * together and may import all.
 */
const BASE = ['domain', 'config', 'observability'];
const BELOW_FEATURES = [...BASE, 'database', 'http', 'engine'];
const FEATURES = ['integrations', 'quota', 'events', 'access'];
const BELOW_BILLING = [...BELOW_FEATURES, ...FEATURES];
const BELOW_USAGE = [...BELOW_BILLING, 'billing'];
const REPORTED_ON = [...BELOW_USAGE, 'usage', 'analytics'];

const MAY_IMPORT: Record<string, readonly string[]> = {
  domain: [],
  config: ['domain'],
  observability: ['config', 'domain'],
  database: [...BASE],
  http: [...BASE],
  engine: [...BASE, 'database'],
  integrations: BELOW_FEATURES,
  quota: BELOW_FEATURES,
  events: BELOW_FEATURES,
  access: BELOW_FEATURES,
  billing: BELOW_BILLING,
  usage: BELOW_USAGE,
  analytics: ['domain', 'database', 'http'],
  audit: [...BASE, 'database'],
  admin: [...BASE, 'database', 'http', 'audit'],
  health: REPORTED_ON,
  info: REPORTED_ON,
  cli: [...REPORTED_ON.filter((room) => room !== 'http'), 'health', 'info', 'audit', 'bootstrap'],
};

/** Puts the rooms together: may import all, like the files directly under `src`. */
const ASSEMBLY = 'bootstrap';

/** Which room may use an entity, beside analytics, which may read them all. The engine writes with SQL. */
const ENTITY_OWNER: Record<string, string> = {
  'billing-quota': 'quota',
  'billing-record': 'billing',
  'payment-method': 'integrations',
  price: 'integrations',
  'price-book': 'integrations',
  product: 'integrations',
  'sandbox-payment': 'integrations',
  'settlement-attempt': 'billing',
  'stripe-customer': 'integrations',
  'stripe-event': 'integrations',
  subscription: 'integrations',
  'upstream-price': 'integrations',
};

const files = readSourceTree('src');
const fakes = readSourceTree('upstreams');

function roomOf(path: string): string | null {
  const [, room, ...rest] = path.split('/');
  return rest.length > 0 && room !== undefined ? room : null;
}

/** `a imports b` for every import for which `forbidden` holds. */
function arrows(forbidden: (from: SourceFile, to: string) => boolean): string[] {
  return files.flatMap((file) =>
    file.imports.filter((to) => forbidden(file, to)).map((to) => `${file.path} imports ${to}`),
  );
}

function filesWith(pattern: RegExp, except: (path: string) => boolean = () => false): string[] {
  return files.filter((file) => pattern.test(file.text) && !except(file.path)).map(({ path }) => path);
}

/** The fakes judge the service, so that neither may know the other. */
describe('the fakes of the upstreams', () => {
  it('import nothing but themselves, big.js and Node', () => {
    const foreign = fakes.flatMap(({ path, imports, packages }) => [
      ...imports.filter((to) => !to.startsWith('upstreams/')).map((to) => `${path} imports ${to}`),
      ...packages
        .filter((name) => name !== 'big.js' && !name.startsWith('node:'))
        .map((name) => `${path} imports ${name}`),
    ]);
    expect(fakes.length).toBeGreaterThan(0);
    expect(foreign).toEqual([]);
  });

  it('are imported by no room of the service', () => {
    expect(arrows((_from, to) => to.startsWith('upstreams/'))).toEqual([]);
  });

  it('have no circle of imports', () => {
    expect(findCycle(fakes)).toBeNull();
  });
});

describe('the house', () => {
  it('has only rooms whose imports are settled here', () => {
    const rooms = new Set(files.map(({ path }) => roomOf(path)).filter((room) => room !== null));
    expect([...rooms].filter((room) => room !== ASSEMBLY && !(room in MAY_IMPORT))).toEqual([]);
  });

  it('lets each room import only the rooms below it', () => {
    const forbidden = arrows((from, to) => {
      const room = roomOf(from.path);
      const target = roomOf(to);
      if (room === null || room === ASSEMBLY || room === target || !to.startsWith('src/')) return false;
      return target === null || !MAY_IMPORT[room]?.includes(target);
    });
    expect(forbidden).toEqual([]);
  });

  it('keeps the domain pure: big.js and nothing else, no clock and no chance', () => {
    const domain = files.filter(({ path }) => roomOf(path) === 'domain');
    const foreign = domain.flatMap(({ path, packages }) =>
      packages.filter((name) => name !== 'big.js').map((name) => `${path} imports ${name}`),
    );
    expect(foreign).toEqual([]);
    const impure = domain.filter(({ text }) => /\bDate\.now\(|new Date\(\)|Math\.random\(/.test(text));
    expect(impure.map(({ path }) => path)).toEqual([]);
  });

  it('has no circle of imports', () => {
    expect(findCycle(files)).toBeNull();
  });

  it('has no forwardRef', () => {
    expect(filesWith(/\bforwardRef\b/)).toEqual([]);
  });

  it('reads the environment in config only', () => {
    expect(filesWith(/\bprocess\.env\b/, (path) => roomOf(path) === 'config')).toEqual([]);
  });

  it('gives HTTP statuses in http only', () => {
    const exceptions =
      /\b(HttpException|(BadRequest|NotFound|Conflict|UnprocessableEntity)Exception|HttpStatus)\b/;
    expect(filesWith(exceptions, (path) => roomOf(path) === 'http')).toEqual([]);
  });

  it('keeps stores and repositories of one room out of the others', () => {
    const forbidden = arrows(
      (from, to) =>
        ![roomOf(from.path), 'database'].includes(roomOf(to)) && /\.(store|repository)\.ts$/.test(to),
    );
    expect(forbidden).toEqual([]);
  });

  it('keeps entities to the room that owns them and analytics', () => {
    const forbidden = arrows((from, to) => {
      const entity = /^src\/database\/entities\/(.+)\.entity\.ts$/.exec(to)?.[1];
      const room = roomOf(from.path);
      return entity !== undefined && !['database', 'analytics', ENTITY_OWNER[entity]].includes(room ?? '');
    });
    expect(forbidden).toEqual([]);
  });

  it('names files in kebab-case, and has no barrels and no drawers', () => {
    const misnamed = [...files, ...fakes]
      .map(({ path }) => path)
      .filter(
        (path) =>
          !/^[a-z0-9/.-]+\.ts$/.test(path) ||
          path.endsWith('/index.ts') ||
          /\/(utils?|helpers?|common|shared|misc)(\/|\.ts$)/.test(path),
      );
    expect(misnamed).toEqual([]);
  });

  it('leaves no escape from the type checker and the linter', () => {
    const escape = /@ts-(ignore|expect-error|nocheck)|oxlint-disable|eslint-disable/;
    expect([...files, ...fakes].filter(({ text }) => escape.test(text)).map(({ path }) => path)).toEqual([]);
  });
});
