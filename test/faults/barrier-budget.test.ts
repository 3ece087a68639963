import { expect, test } from 'vitest';
import { auditEvents, openOnDisk, temporaryFolder } from '../system/vault-on-disk.ts';
import { prepare } from './kill-rounds.ts';
import { killedAfter } from './killed-after.ts';

const alice = { id: 'user:alice' };
const limit = 1_000;
/** A change of a key seals its record, a head and the epoch. */
const recordsPerChange = 3;

/** How many rotations the vault began by itself, and how many it ended. */
async function rotations(directory: string): Promise<{ readonly begun: number; readonly ended: number }> {
  const events = (await auditEvents(directory)).flat().filter(({ operation }) => operation === 'rotateDueBarrierKey');
  const count = (wanted: string): number => events.filter(({ phase }) => phase === wanted).length;
  return { begun: count('intent'), ended: count('outcome') };
}

test(
  'barrier keys on disk rotate in time though the process is killed again and again',
  { timeout: 120_000 },
  async () => {
    const directory = temporaryFolder();
    await prepare(directory);
    const { keyId, ciphertext } = await (async () => {
      await using vault = await openOnDisk(directory);
      const key = await vault.as(alice).createKey();
      return vault.as(alice).encryptData({ keyId: key.keyId, plaintext: Buffer.from('kept') });
    })();
    let changes = 0;
    // Until it is in the log, no barrier key has sealed more than it may.
    while ((await rotations(directory)).begun === 0) {
      expect(changes * recordsPerChange).toBeLessThan(limit);
      changes += await killedAfter(60, 'change-key-process.mjs', directory, keyId, `${limit}`);
    }
    // One process is killed at about the time of a rotation, the next ones end what it left.
    for (let round = 0; round < 4; round += 1)
      await killedAfter(90 + 7 * round, 'change-key-process.mjs', directory, keyId, `${limit}`);
    expect((await rotations(directory)).ended).toBeGreaterThan(0);
    await using vault = await openOnDisk(directory, { create: false });
    const { plaintext } = await vault.as(alice).decryptData({ ciphertext });
    expect(Buffer.from(plaintext).toString()).toBe('kept');
    expect((await vault.as(alice).describeKey({ keyId })).description).toMatch(/^change \d+$/);
    await vault.administration.verifyStore();
  },
);
