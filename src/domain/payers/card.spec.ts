import { expect, it } from '@jest/globals';
import { isCardOf } from './card.js';

it.each([
  ['tok_ok', ['embedded']],
  ['tok_decline', ['embedded']],
  ['tok_timeout', ['embedded']],
  ['pm_card_visa', ['http', 'stripe']],
  ['pm_1QAbc', ['http', 'stripe']],
  ['card_17', ['http']],
  ['tok_visa', ['http']],
  ['pm_ ', ['http']],
])('the card %s is charged by %p alone', (token, payers) => {
  expect((['embedded', 'http', 'stripe'] as const).filter((payer) => isCardOf(payer, token))).toEqual(payers);
});
