import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../command-frame/command-line.js';
import { parseOptions } from './options.js';

describe('the command line of a replay', () => {
  it('needs only a file', () => {
    expect(parseOptions(['trace.csv'])).toEqual({
      file: 'trace.csv',
      url: 'http://127.0.0.1:8241',
      users: 20,
      concurrency: 32,
    });
  });

  it('takes the address without a slash at its end', () => {
    expect(parseOptions(['trace.csv', '--url', 'https://billing.example/'])).toMatchObject({
      url: 'https://billing.example',
    });
  });

  it.each([
    [[]],
    [['a.csv', 'b.csv']],
    [['a.csv', '--users', '0']],
    [['a.csv', '--users', '1001']],
    [['a.csv', '--concurrency', 'many']],
    [['a.csv', '--url', 'ftp://x']],
    [['a.csv', '--speed', '2']],
  ])('refuses %j', (args) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
  });
});
