import { ForbiddenException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { PROBLEMS, type ProblemCode } from '../../domain/problems/problem-codes.js';
import { DomainError, refuse } from '../../domain/problems/problems.js';
import { problemOf, refusalOfError, retryAfterSeconds } from './problem.js';
import { STATUS_OF } from './status-of.js';

const NOW = Date.parse('2025-10-01T00:00:00Z');

describe('problems', () => {
  it('of every code have a title and an error status', () => {
    for (const code of Object.keys(PROBLEMS) as ProblemCode[]) {
      const problem = problemOf(refuse(code, 'because'), null);
      expect(problem).toMatchObject({ type: `/errors/${code}`, detail: 'because', code });
      expect(problem.title).not.toBe('');
      expect(problem.status).toBeGreaterThanOrEqual(400);
    }
  });

  it('show money with its decimals and leave quantities alone', () => {
    const facts = { balance: '-12.5', required: '2', used: '5', payment_method_id: null };
    expect(problemOf(refuse('insufficient_funds', '', facts), null)).toMatchObject({
      balance: '-12.50',
      required: '2.00',
      used: '5',
      payment_method_id: null,
    });
  });

  it('are made of what the domain and the framework throw, and of nothing else', () => {
    expect(refusalOfError(new DomainError(refuse('wallet_not_found', 'none')))).toMatchObject({
      code: 'wallet_not_found',
    });
    expect(refusalOfError(new NotFoundException())).toMatchObject({ code: 'route_not_found' });
    expect(refusalOfError(new ForbiddenException('no'))).toMatchObject({ code: 'validation_failed' });
    expect(refusalOfError(new TypeError('x is not a function'))).toBeNull();
    expect(refusalOfError('a string')).toBeNull();
  });

  it('say when a retry makes sense', () => {
    for (const code of Object.keys(STATUS_OF) as ProblemCode[]) {
      if (STATUS_OF[code] === 503) expect(retryAfterSeconds(refuse(code, ''), NOW)).toBeGreaterThan(0);
    }
    const quota = refuse('quota_exceeded', '', { reset_at: '2025-10-01T01:00:00.500Z' });
    expect(retryAfterSeconds(quota, NOW)).toBe(3601);
    expect(retryAfterSeconds(refuse('insufficient_wallet_balance', ''), NOW)).toBeNull();
  });
});
