import type { Command } from '../../../../src/domain/commands.js';
import type { Happening } from '../running/history.js';
import { canonical } from './canonical.js';
import type { NotFound } from './order-search.js';

const MAX_LINES = 40;

/** A run as one reads it: what was sent by whom, between which moments, and what it came to. */
export function listing(history: readonly Happening[]): string[] {
  return history.toSorted((a, b) => a.asked - b.asked).map(lineOf);
}

function lineOf(item: Happening): string {
  const when = `#${item.id} [${item.asked}–${item.answered}] burst ${item.burst} caller ${item.caller}`;
  if (item.kind === 'world') return `${when}: ${item.change.description}`;
  const { outcome, replayed } = item.found;
  const said = `${replayed ? 'replayed ' : ''}${canonical(shortened(outcome))}`;
  return `${when} engine ${item.engine}: ${item.key} ${commandText(item.command)}\n      → ${said}`;
}

function commandText({ type, ...rest }: Command): string {
  return `${type} ${canonical(shortened(rest))}`;
}

/** Without what is null or empty. */
function shortened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  if ('toFixed' in value) return (value as { toFixed(): string }).toFixed();
  const members = Object.entries(value).filter(
    ([name, member]) =>
      member !== null && name !== 'message' && !(Array.isArray(member) && member.length === 0),
  );
  return Object.fromEntries(members.map(([name, member]) => [name, shortened(member)]));
}

/** Why no order explains the run. */
export function explanation({ placed, obstacles, wrongEnd, gaveUp }: NotFound): string[] {
  const order = placed.map(({ id }) => `#${id}`).join(' ');
  return [
    gaveUp
      ? 'The search for an order was given up.'
      : 'No order explains what was answered and what is stored.',
    `The longest order that fits: ${order || 'none'}`,
    ...(obstacles.length > 0 ? ['Then none of these can be next:', ...obstacles.slice(0, MAX_LINES)] : []),
    ...(wrongEnd.length > 0 ? ['An order of all ends in other books:', ...wrongEnd.slice(0, MAX_LINES)] : []),
  ];
}

/** Ids as `bill-1`, `bill-2`, in the order in which the text names them. */
export function withShortIds(text: string): string {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  return text.replaceAll(/\b([a-z]+)_[0-9a-f]{32}\b/g, (id, kind: string) => {
    const name = known.get(id) ?? `${kind}-${(counts.get(kind) ?? 0) + 1}`;
    if (!known.has(id)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    known.set(id, name);
    return name;
  });
}
