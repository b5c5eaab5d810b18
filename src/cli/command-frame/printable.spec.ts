import { expect, it } from '@jest/globals';
import { reportText } from '../verify/report.js';
import { listText } from '../unsettled/report.js';

const CLEARS_THE_SCREEN = 'user:\u001b[2J\u202emoc\n';
const AS_TEXT = 'user:\\u{1b}[2J\\u{202e}moc\\u{a}';

it('a list of what is unsettled shows the characters of an id, and does not obey them', () => {
  const item = {
    ...{ id: 'bill_1', kind: 'record', state: 'pending', billingId: 'bill_1', account: CLEARS_THE_SCREEN },
    ...{ amount: '1', currency: 'USD', ageMs: 0, checks: 0, reason: null, changedAt: '' },
  };
  const text = listText([item], [], 100);
  expect(text).toContain(AS_TEXT);
  expect(text).not.toContain(CLEARS_THE_SCREEN);
});

it('so does the report of a verification', () => {
  const fault = { row: 'bill_1', account: CLEARS_THE_SCREEN, what: 'amount', found: '1', expected: '2' };
  const law = { name: 'law', sentence: 'A law', rows: 'rows' };
  const result = { law, examined: 1, wrong: 1, durationMs: 1, faults: [fault] };
  const report = { takenAt: '', cells: [0], examined: 1, wrong: 1, durationMs: 1, results: [result] };
  const text = reportText(report as unknown as Parameters<typeof reportText>[0]);
  expect(text).toContain(AS_TEXT);
  expect(text).not.toContain(CLEARS_THE_SCREEN);
});
