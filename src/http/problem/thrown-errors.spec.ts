import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DomainError, refuse } from '../../domain/problems/problems.js';
import { ThrownErrors } from './thrown-errors.js';

let warn: jest.SpiedFunction<Logger['warn']>;

beforeEach(() => {
  warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
});

afterEach(() => {
  warn.mockRestore();
});

function unanswered(upstream: string, cause: Error): DomainError {
  return new DomainError(refuse('upstream_unavailable', 'try again', { upstream }), { cause });
}

describe('an upstream that did not answer a request', () => {
  it('is told in the log with the request, its name and the cause', () => {
    const cause = new Error('wallet: connect ECONNREFUSED 127.0.0.1:8208');
    expect(new ThrownErrors(null).refusalOf(unanswered('wallet', cause), 'req-1')).toMatchObject({
      code: 'upstream_unavailable',
      facts: { upstream: 'wallet' },
    });
    expect(warn.mock.calls).toEqual([
      [
        expect.objectContaining({
          request_id: 'req-1',
          code: 'upstream_unavailable',
          upstream: 'wallet',
          err: cause,
        }),
      ],
    ]);
  });

  it('fills no log, however many ask', () => {
    const errors = new ThrownErrors(null);
    for (let n = 0; n < 1_000; n += 1) errors.refusalOf(unanswered('wallet', new Error('down')), `req-${n}`);
    errors.refusalOf(unanswered('subscription', new Error('down')), 'req-other');
    const told = warn.mock.calls.map(([line]) => (line as { upstream: string }).upstream);
    expect(told.filter((upstream) => upstream === 'subscription')).toHaveLength(1);
    expect(told.length).toBeLessThan(100);
  });
});

it('a refusal that is the caller’s alone is not told', () => {
  new ThrownErrors(null).refusalOf(new DomainError(refuse('wallet_not_found', 'No such wallet')), 'req-1');
  expect(warn).not.toHaveBeenCalled();
});
