import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withFileLock } from './file-lock.js';

const WAIT_MS = 5_000;

describe('withFileLock', () => {
  let directory: string;
  let path: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'billing-lock-'));
    path = join(directory, 'lock');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('lets one work at a time', async () => {
    let working = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++working);
      await sleep(5);
      working -= 1;
    };
    await Promise.all(Array.from({ length: 8 }, () => withFileLock(path, WAIT_MS, work)));
    expect(most).toBe(1);
    expect(existsSync(path)).toBe(false);
  });

  it('is given back when the work fails', async () => {
    await expect(withFileLock(path, WAIT_MS, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });

  it('is taken from a process that was killed', async () => {
    const holder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const ended = once(holder, 'exit');
    holder.kill('SIGKILL');
    await ended;
    writeFileSync(path, `${holder.pid} 1 token`);
    const takers = Array.from({ length: 4 }, () => withFileLock(path, WAIT_MS, async () => 1));
    expect(await Promise.all(takers)).toEqual([1, 1, 1, 1]);
  });

  it('is taken from a killed process whose id was given to another one', async () => {
    // Only Linux tells when a process began.
    if (process.platform !== 'linux') return;
    writeFileSync(path, `${process.pid} born-at-another-time token`);
    expect(await withFileLock(path, WAIT_MS, async () => 'mine')).toBe('mine');
  });

  it('says who holds it when the wait is over', async () => {
    await withFileLock(path, WAIT_MS, async () => {
      await expect(withFileLock(path, 100, async () => undefined)).rejects.toThrow(
        `Process ${process.pid} is still`,
      );
    });
  });
});
