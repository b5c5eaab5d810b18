import { deadlineExceeded } from './lane-failures.js';

/**
 * Work before a command has a lane, until a deadline on the clock of `performance.now()`. What waits longer than that
 * was never begun: throws `deadline_exceeded`.
 */
export function within<T>(deadline: number, work: Promise<T>): Promise<T> {
  if (deadline === Infinity) return work;
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(deadlineExceeded()), deadline - performance.now());
    void work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
