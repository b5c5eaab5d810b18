import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import * as errors from './postgres-errors.js';

const withCode = (code: string) => Object.assign(new Error('failed'), { code });

describe('Postgres error predicates', () => {
  it.each([
    ['40001', errors.isSerializationFailure],
    ['40P01', errors.isDeadlock],
    ['55P03', errors.isLockTimeout],
    ['57014', errors.isQueryCanceled],
    ['23505', errors.isUniqueViolation],
    ['42501', errors.isInsufficientPrivilege],
    ['42P01', errors.isMissingRelation],
    ['25006', errors.isReadOnly],
    ['53100', errors.isDiskFull],
  ])('recognises %s and no other state', (code, predicate) => {
    expect(predicate(withCode(code))).toBe(true);
    expect(predicate(withCode('22000'))).toBe(false);
    expect(predicate(new Error('failed'))).toBe(false);
    expect(predicate(null)).toBe(false);
  });

  it('looks through the error that TypeORM wraps around the driver’s', () => {
    expect(errors.isDeadlock(new QueryFailedError('SELECT 1', [], withCode('40P01')))).toBe(true);
  });

  it.each(['08006', '57P01', '57P03', '53300', 'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND'])(
    'takes %s for a lost connection',
    (code) => expect(errors.isConnectionFailure(withCode(code))).toBe(true),
  );

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
  ])('takes “%s” for a lost connection', (message) =>
    expect(errors.isConnectionFailure(new Error(message))).toBe(true),
  );

  it('takes every address refused for a lost connection', () => {
    expect(errors.isConnectionFailure(new AggregateError([withCode('ECONNREFUSED')]))).toBe(true);
  });

  it('does not take a statement’s own failure for an unavailable database', () => {
    expect(errors.isDatabaseUnavailable(withCode('23505'))).toBe(false);
    expect(errors.isDatabaseUnavailable(withCode('25006'))).toBe(true);
    expect(errors.isDatabaseUnavailable(withCode('53100'))).toBe(true);
  });
});
