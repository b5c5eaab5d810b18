import { cellOfId } from '../../../engine/ids.js';

/** The cell of an attempt; a transfer's attempt has the transfer's id. Null for what is no attempt's id. */
export function cellOfAttempt(attemptId: string): number | null {
  return cellOfId('attempt', attemptId) ?? cellOfId('transfer', attemptId);
}

/** What is no attempt's id is in no cell. */
export function byCell(attemptIds: Iterable<string>): Map<number, string[]> {
  const cells = new Map<number, string[]>();
  for (const attemptId of attemptIds) {
    const cell = cellOfAttempt(attemptId);
    if (cell === null) continue;
    const ids = cells.get(cell);
    if (ids) ids.push(attemptId);
    else cells.set(cell, [attemptId]);
  }
  return cells;
}
