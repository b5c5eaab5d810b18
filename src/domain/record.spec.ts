import { expect, it } from '@jest/globals';
import { usageOf } from '../../test/support/domain/commands.js';
import { modelOf } from './record.js';

it.each([
  [{ model: 'gpt-4' }, 'gpt-4'],
  [{ model: 'm'.repeat(128) }, 'm'.repeat(128)],
  [{ model: 'm'.repeat(129) }, null],
  [{ model: '' }, null],
  [{ model: 4 }, null],
  [{}, null],
  [null, null],
])('of the details %j the model for roll-ups is %j', (usageDetails, model) =>
  expect(modelOf(usageOf('ann', 'unit', '1', { usageDetails }))).toBe(model),
);
