import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { ABSENCE_MS, Absences, MAX_ABSENCES } from './absences.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('remembers for some seconds what was not found', () => {
  const absences = new Absences();
  expect(absences.has('gone')).toBe(false);
  absences.addMissing('gone');
  jest.advanceTimersByTime(ABSENCE_MS - 1);
  expect(absences.has('gone')).toBe(true);
  jest.advanceTimersByTime(1);
  expect(absences.has('gone')).toBe(false);
});

it('forgets the oldest past its bound', () => {
  const absences = new Absences();
  for (let n = 0; n <= MAX_ABSENCES; n += 1) absences.addMissing(`gone-${n}`);
  expect(['gone-0', 'gone-1', `gone-${MAX_ABSENCES}`].map((id) => absences.has(id))).toEqual([
    false,
    true,
    true,
  ]);
});

it('tells what had no answer from what is not there, until it is asked for again', () => {
  const absences = new Absences();
  absences.addUnanswered('away');
  absences.addMissing('gone');
  jest.advanceTimersByTime(ABSENCE_MS);
  const unanswered = () => ['away', 'gone', 'never'].filter((id) => absences.isUnanswered(id));
  expect(unanswered()).toEqual(['away']);
  absences.forget('away');
  absences.addUnanswered('gone');
  expect(unanswered()).toEqual(['gone']);
});
