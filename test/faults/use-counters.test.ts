import { expect, test } from 'vitest';
import { openOnDisk, temporaryFolder } from '../system/vault-on-disk.ts';
import { prepare } from './kill-rounds.ts';
import { killedAfter } from './killed-after.ts';

const alice = { id: 'user:alice' };
/** What a process counts in memory at most. */
const uncounted = 65_536;

// Before the counter was first written, and after.
test.each([1_000, 50_000])('use counters are not low after a kill at %i uses', { timeout: 120_000 }, async (times) => {
  const directory = temporaryFolder();
  await prepare(directory);
  const { keyId } = await (async () => {
    await using vault = await openOnDisk(directory);
    return vault.as(alice).createKey();
  })();
  const told = await killedAfter(times, 'count-uses-process.mjs', directory, keyId);
  for (const again of [1, 2]) {
    await using vault = await openOnDisk(directory, { create: false });
    const { encryptions } = await vault.as(alice).describeKey({ keyId });
    expect(encryptions?.made, `opening ${again}`).toBeGreaterThanOrEqual(told);
    // Made up for once, and with what was counted before.
    expect(encryptions?.made, `opening ${again}`).toBeLessThan(told + uncounted + 10_000);
    if (times > uncounted / 2) expect(encryptions?.made).toBeGreaterThan(uncounted);
    await vault.administration.verifyStore();
  }
});
