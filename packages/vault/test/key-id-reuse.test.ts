import type { UUID } from 'node:crypto';
import { openTestVault } from '@chatelaine/conformance';
import { describe, expect, test } from 'vitest';
import { ManualClock } from './support/manual-clock.ts';
import { codeOf } from './support/refusal.ts';
import { spyOnCrypto } from './support/spied-crypto.ts';

const alice = { id: 'user:alice' };

describe('requirement 21: the id of a destroyed key', () => {
  test('is refused to a new key, even if chance came up with it again', async () => {
    const clock = new ManualClock();
    await using vault = await openTestVault({ clock, jobs: 'manual' });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    await kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
    clock.advance(7 * 86_400_000);
    const drawn = spyOnCrypto('randomUUID');
    const sameAgain = async (): Promise<void> => {
      drawn.mockReturnValue(keyId as UUID);
      expect(await codeOf(kms.createKey())).toBe('Conflict');
      drawn.mockReset();
    };
    await sameAgain();
    expect((await vault.administration.runDueJobs()).jobs).toMatchObject([{ keyId, outcome: 'success' }]);
    await sameAgain();
    expect(await codeOf(kms.describeKey({ keyId }))).toBe('NotFound');
    expect((await kms.createKey()).keyId).not.toBe(keyId);
  });
});
