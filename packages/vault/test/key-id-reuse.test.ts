import * as crypto from 'node:crypto';
import { openTestVault } from '@chatelaine/conformance';
import { describe, expect, test, vi } from 'vitest';
import { ManualClock } from './support/manual-clock.ts';
import { codeOf } from './support/refusal.ts';

vi.mock('node:crypto', async (original) => {
  const real = await original<typeof crypto>();
  return { ...real, randomUUID: vi.fn<typeof real.randomUUID>(real.randomUUID) };
});

const alice = { id: 'user:alice' };

describe('requirement 21: the id of a destroyed key', () => {
  test('is refused to a new key, even if chance came up with it again', async () => {
    const clock = new ManualClock();
    await using vault = await openTestVault({ clock, jobs: 'manual' });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    await kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
    clock.advance(7 * 86_400_000);
    const sameAgain = async (): Promise<void> => {
      vi.mocked(crypto.randomUUID).mockReturnValue(keyId as ReturnType<typeof crypto.randomUUID>);
      expect(await codeOf(kms.createKey())).toBe('Conflict');
      vi.mocked(crypto.randomUUID).mockReset();
    };
    await sameAgain();
    expect((await vault.administration.runDueJobs()).jobs).toMatchObject([{ keyId, outcome: 'success' }]);
    await sameAgain();
    expect(await codeOf(kms.describeKey({ keyId }))).toBe('NotFound');
    expect((await kms.createKey()).keyId).not.toBe(keyId);
  });
});
