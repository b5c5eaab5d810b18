import { expect, it } from '@jest/globals';
import { UsageError } from '../command-frame/command-line.js';
import { parseOptions } from './options.js';

it('imports everything in US dollars into the local service unless told otherwise', () => {
  expect(parseOptions([])).toEqual({
    url: 'http://127.0.0.1:8241',
    providers: null,
    currency: 'USD',
    concurrency: 16,
  });
});

it('reads every option', () => {
  const args = [
    '--provider',
    'openai, anthropic',
    '--currency',
    'CREDIT',
    '--url',
    'http://h:1/',
    '--concurrency',
    '2',
  ];
  expect(parseOptions(args)).toEqual({
    url: 'http://h:1',
    providers: ['openai', 'anthropic'],
    currency: 'CREDIT',
    concurrency: 2,
  });
  expect(parseOptions(['-h'])).toBe('help');
});

it.each([
  [['--currency', 'GBP'], '--currency must be one of'],
  [['--provider', 'openai,'], '--provider must be ids'],
  [['--url', 'localhost'], '--url must be an http address'],
  [['--concurrency', '0'], '--concurrency must be a whole number'],
  [['--what'], '--what'],
  [['file'], 'file'],
])('refuses %j with a sentence', (args, sentence) => {
  expect(() => parseOptions(args)).toThrow(UsageError);
  expect(() => parseOptions(args)).toThrow(sentence);
});
