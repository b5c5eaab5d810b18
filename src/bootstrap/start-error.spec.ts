import { describe, expect, it } from '@jest/globals';
import { ConfigurationError, fault } from '../config/configuration-error.js';
import { DatabaseSetupError } from '../database/errors/database-setup-error.js';
import { EmbeddedPostgresError } from '../database/embedded/embedded-postgres-error.js';
import { explainListenFailure, sentenceOf, StartError } from './start-error.js';

describe('sentenceOf', () => {
  it.each([
    new StartError('A: b.'),
    new ConfigurationError([fault('A', 'A: b.')]),
    new DatabaseSetupError('A: b.'),
    new EmbeddedPostgresError('A: b.'),
  ])('gives the sentence of a $name', (error) => {
    expect(sentenceOf(error)).toBe('A: b.');
  });

  it('leaves a fault of ours to its stack', () => {
    expect(sentenceOf(new TypeError('x is not a function'))).toBeNull();
  });
});

describe('explainListenFailure', () => {
  it.each([
    ['EADDRINUSE', /^BILLING_SERVICE_PORT: port 8241 on 127\.0\.0\.1 is taken .* a free port\.$/],
    ['EACCES', /^BILLING_SERVICE_PORT: .* above 1023\.$/],
    ['EADDRNOTAVAIL', /^BILLING_SERVICE_SERVICE_HOST: .* set 127\.0\.0\.1 or 0\.0\.0\.0\.$/],
    ['ENOTFOUND', /^BILLING_SERVICE_SERVICE_HOST: /],
  ])('%s names the variable and the remedy', (code, sentence) => {
    const error = Object.assign(new Error('listen'), { code });
    expect(sentenceOf(explainListenFailure(error, '127.0.0.1', 8241))).toMatch(sentence);
  });

  it('passes on what it does not know', () => {
    const error = new Error('boom');
    expect(explainListenFailure(error, '127.0.0.1', 8241)).toBe(error);
  });
});
