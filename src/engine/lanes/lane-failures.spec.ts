import { expect, it } from '@jest/globals';
import { StalePriceBook } from '../batch/batch-loader.js';
import { CommitInDoubt } from '../batch/batch-transaction.js';
import { RowsMissing } from '../batch/connection.js';
import { failureOf, remedyFor, type Remedy } from './lane-failures.js';

const withCode = (code: string) => Object.assign(new Error('failed'), { code });

it.each<[string, unknown, Remedy]>([
  ['newer prices', new StalePriceBook('stale'), 'reload prices'],
  ['a lost COMMIT', new CommitInDoubt({ answers: [], postings: [] }), 'resolve doubt'],
  ['a key or name taken meanwhile (23505)', withCode('23505'), 'retry once'],
  ['fewer rows written than sent', new RowsMissing('0 of 1'), 'retry once'],
  ['a serialization failure (40001)', withCode('40001'), 'retry'],
  ['a deadlock (40P01)', withCode('40P01'), 'retry'],
  ['a lock time-out (55P03)', withCode('55P03'), 'set busy rows aside'],
  ['a server that stops (57P01)', withCode('57P01'), 'reconnect'],
  ['a broken socket', withCode('ECONNRESET'), 'reconnect'],
  ['no free connection', new Error('timeout exceeded when trying to connect'), 'reconnect'],
  ['a standby (25006)', withCode('25006'), 'give up'],
  ['a full disk (53100)', withCode('53100'), 'give up'],
  ['a statement time-out (57014)', withCode('57014'), 'split'],
  ['a violated CHECK (23514)', withCode('23514'), 'split'],
  ['a fault of our own', new TypeError('undefined is not a function'), 'split'],
])('the remedy for %s', (_name, error, remedy) => expect(remedyFor(error)).toBe(remedy));

it('tells the caller of a command that ran out of time that the database does not answer', () => {
  expect(failureOf(withCode('57014'))).toMatchObject({ code: 'database_unavailable' });
});

it('hands on any other failure as it is, to be logged and hidden at the edge', () => {
  const fault = new TypeError('fault');
  expect(failureOf(fault)).toBe(fault);
  expect(failureOf('thrown text')).toBeInstanceOf(Error);
});
