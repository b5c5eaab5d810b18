import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { canReach, type ServerAccount } from './server-account.js';

const STRANGER: ServerAccount = { name: 'stranger', uid: 64321, gid: 64321 };

describe('canReach', () => {
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'billing-account-'));
    mkdirSync(join(home, 'project'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it.each([
    [0o755, true],
    [0o711, true],
    [0o700, false],
    [0o754, false],
  ])('asks whether others may pass through every parent: %i', (mode, expected) => {
    chmodSync(home, mode);
    expect(canReach(join(home, 'project', 'data'), STRANGER)).toBe(expected);
  });

  it('looks at the parents that exist', () => {
    chmodSync(home, 0o700);
    expect(canReach(join(home, 'not', 'there', 'yet'), STRANGER)).toBe(false);
  });

  it('lets the owner pass through what is closed to others', () => {
    chmodSync(home, 0o700);
    const owner = { name: 'me', uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    expect(canReach(join(home, 'project'), owner)).toBe(true);
  });
});
