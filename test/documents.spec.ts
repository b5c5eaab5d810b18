import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import '../src/config/environment.js';
import { VARIABLES } from '../src/config/variable.js';
import { readSourceTree } from './support/typescript/source-tree.js';

const PAGES = ['.', 'docs', 'docs/decisions', 'bench', 'src', 'test', 'upstreams'].flatMap((folder) =>
  readdirSync(folder, { recursive: ['src', 'test', 'upstreams'].includes(folder), encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);
const sources = readSourceTree('src');
const textOf = (path: string) => readFileSync(path, 'utf8');
/** Specs and scripts too: some are told their size or their seed. */
const code = ['src', 'bench', 'test', 'upstreams', 'scripts'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|mjs)$/.test(name))
    .map((name) => textOf(join(folder, name))),
);
const variables = VARIABLES.map(({ name }) => name);

/** `page: what` for all that `found` finds in each page. */
function inPages(found: (text: string, page: string) => readonly string[]): string[] {
  return PAGES.flatMap((page) => found(textOf(page), page).map((what) => `${page}: ${what}`));
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([all, group]) => group ?? all);
}

describe('the environment variables', () => {
  it('are all declared with their meaning: a property without is no variable', () => {
    const properties = sources
      .filter(({ path }) => /^src\/config\/.*environment\.ts$/.test(path))
      .flatMap(({ text }) => matches(text, /^ {2}([A-Z][A-Z0-9_]*)\?:/gm));
    expect(properties.length).toBeGreaterThan(0);
    expect(properties.toSorted()).toEqual(variables.toSorted());
  });

  it.each([
    ['docs/configuration.md', (name: string) => `| \`${name}\` |`],
    ['.env.example', (name: string) => `\n#${name}=`],
  ])('all stand in %s', (page, entry) => {
    const text = textOf(page);
    expect(variables.filter((name) => !text.includes(entry(name)))).toEqual([]);
  });

  it('that pages and docker compose name are there', () => {
    const isKnown = (name: string) =>
      variables.includes(name) || code.some((text) => new RegExp(`\\b${name}\\b`).test(text));
    const named = (text: string) =>
      matches(text, /`[^`\n]*`/g).flatMap((code) => matches(code, /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g));
    const set = matches(textOf('docker-compose.yml'), /^ {6}([A-Z_]+): /gm).filter(
      (name) => !name.startsWith('POSTGRES_'),
    );
    expect(set.filter((name) => !variables.includes(name))).toEqual([]);
    expect(inPages((text) => named(text).filter((name) => !isKnown(name)))).toEqual([]);
  });
});

describe('the pages', () => {
  it('link to what is there', () => {
    const broken = inPages((text, page) =>
      matches(text, /\]\(([^)#\s]+)[^)]*\)/g).filter(
        (target) => !target.includes(':') && !existsSync(join(dirname(page), target)),
      ),
    );
    expect(broken).toEqual([]);
  });

  it('name commands that there are', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const unknown = inPages((text) =>
      matches(text, /\bnpm run (?:-s )?([a-z][a-z:-]*)/g).filter((name) => !(name in scripts)),
    );
    expect(unknown).toEqual([]);
  });

  it('name files of this project that there are', () => {
    const unknown = inPages((text) =>
      matches(text, /`((?:src|test|docs|upstreams|scripts|bench|migrations)\/[\w./-]+)`/g).filter(
        (path) => !path.includes('NNN') && !existsSync(path) && !existsSync(`${path}.ts`),
      ),
    );
    expect(unknown).toEqual([]);
  });

  it('are short: the first one two screens, a room’s one', () => {
    const linesOf = (page: string) => textOf(page).split('\n').length - 1;
    const rooms = PAGES.filter((page) => /^(src|upstreams)\/.*README\.md$/.test(page));
    expect(rooms.length).toBeGreaterThan(0);
    expect(linesOf('README.md')).toBeLessThanOrEqual(90);
    expect(rooms.filter((page) => linesOf(page) > 60)).toEqual([]);
  });
});

/** `billing_x_size`, `…_age` in one row are billing_x_size and whichever of billing_x_size_age, billing_x_age, … there is. */
function metricsNamedIn(row: string): string[] {
  const [first = '', ...others] = matches(row, /`(billing_[a-z_]+)/g);
  const stems = first.split('_').map((_, index, words) => words.slice(0, index + 1).join('_'));
  const endings = matches(row, /`…(_[a-z_]+)/g);
  return [first, ...others, ...endings.flatMap((ending) => stems.map((stem) => stem + ending))];
}

it('every metric is explained to operators', () => {
  const explained = new Set(textOf('docs/operations.md').split('\n').flatMap(metricsNamedIn));
  const metrics = sources.flatMap(({ text }) => matches(text, /\bname: '(billing_[a-z_]+)'/g));
  expect(metrics.length).toBeGreaterThan(0);
  expect(metrics.filter((metric) => !explained.has(metric))).toEqual([]);
});
