import { describe, expect, it } from '@jest/globals';
import { UsageError } from '../command-frame/command-line.js';
import { parseOptions } from './options.js';

describe('the command line', () => {
  it('lists, and changes nothing, unless told to twice', () => {
    expect(parseOptions([])).toMatchObject({
      redrive: 'no',
      limit: 100,
      olderThanMs: 0,
      sinceMs: 604_800_000,
    });
    expect(parseOptions(['--redrive', '--all'])).toMatchObject({ redrive: 'plan', ids: [] });
    expect(parseOptions(['--redrive', 'a', 'b', '--yes'])).toMatchObject({ redrive: 'do', ids: ['a', 'b'] });
  });

  it('takes filters', () => {
    const args = ['--kind', 'payment', '--kind', 'record', '--account', 'user:al', '--older-than', '15m'];
    expect(parseOptions([...args, '--limit', '10000'])).toMatchObject({
      kinds: ['payment', 'record'],
      account: 'user:al',
      olderThanMs: 900_000,
      limit: 10_000,
    });
  });

  it('means the named ids, however old and many they are', () => {
    const ids = Array.from({ length: 150 }, (_, n) => `bill_${n}`);
    expect(parseOptions(['--redrive', ...ids])).toMatchObject({ ids, limit: 10_000 });
    expect(parseOptions(['--redrive', 'a'])).toMatchObject({ sinceMs: 31_536_000_000_000 });
  });

  it('names the kinds that there are, and how a payer is written', () => {
    expect(() => parseOptions(['--kind', 'payments'])).toThrow(
      /^--kind must be one of payment, wallet, .* record, dispute, found "payments"$/,
    );
    expect(() => parseOptions(['--account', 'alice'])).toThrow(/^--account must be like user:alice /);
  });

  it.each([
    [['--account', 'user:']],
    [['--account', 'team:alice']],
    [['--kind', '']],
    [['--redrive']],
    [['--redrive', '--all', 'a']],
    [['a']],
    [['--yes']],
    [['--all']],
    [['--limit', '0']],
    [['--limit', '10001']],
    [['--older-than', '5']],
    [['--since', '1w']],
    [['--url', 'ftp://x']],
    [['--redrive', '--all', '--kind', 'dispute']],
    [['--what']],
  ])('refuses %j', (args) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
  });
});
