import type { Outcome } from '../../../../src/domain/outcomes.js';
import type { Answered } from '../reference/turn.js';

/** One spelling of a JSON value: members sorted, what is undefined left out. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** An answer without its wording, and with lists that have no order sorted. */
export function canonicalAnswer({ outcome, replayed }: Answered): string {
  return canonical({ outcome: worded(outcome), replayed });
}

export function canonicalOutcome(outcome: Outcome): string {
  return canonical(worded(outcome));
}

function worded(outcome: Outcome): unknown {
  return wordless(outcome);
}

export function wordless(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(wordless).sort((a, b) => (canonical(a) < canonical(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name]) => name !== 'message');
  return Object.fromEntries(members.map(([name, member]) => [name, wordless(member)]));
}
