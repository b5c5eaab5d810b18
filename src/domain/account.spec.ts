import { expect, it } from '@jest/globals';
import { accountOf } from './account.js';
import { accountIdOf } from './commands.js';

it.each([
  ['user', 'alice'],
  ['organization', 'a:b:c'],
] as const)('names the %s %s in a way that can be taken apart again', (type, id) =>
  expect(accountOf(accountIdOf({ type, id }))).toEqual({ type, id }),
);
