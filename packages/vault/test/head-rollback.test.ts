import { createHash } from 'node:crypto';
import { openTestVault } from '@chatelaine/conformance';
import { describe, expect, test } from 'vitest';
import { MapStore } from './support/map-store.ts';
import { codeOf } from './support/refusal.ts';

const shardPath = (path: string): string => {
  const [first = 0] = createHash('sha256').update(path, 'latin1').digest();
  return `head/${(first % 64).toString(16).padStart(2, '0')}`;
};

/** A closed vault with three keys, and what its store held before the last of them and in the end. */
async function closedVault(): Promise<{ readonly earlier: MapStore; readonly whole: MapStore; readonly last: string }> {
  const whole = new MapStore();
  await using vault = await openTestVault({ store: whole });
  const kms = vault.as({ id: 'user:alice' });
  await kms.createKey({ alias: 'alias/first' });
  await kms.createKey();
  const earlier = new MapStore(whole.records);
  const { keyId } = await kms.createKey({ alias: 'alias/last' });
  return { earlier, whole, last: keyId };
}

async function verdict(store: MapStore): Promise<string> {
  const vault = await openTestVault({ store });
  try {
    return await codeOf(vault.administration.verifyStore());
  } finally {
    await vault.close();
  }
}

describe('requirement 19: verifyStore across restarts', () => {
  test('passes a store that nobody touched', async () => {
    const { whole } = await closedVault();
    await using vault = await openTestVault({ store: whole });
    expect(await vault.administration.verifyStore()).toEqual({ records: 9 });
  });

  test('finds that a key was removed together with the heads that account for it', async () => {
    const { whole, last } = await closedVault();
    for (const path of [...whole.records.keys()].filter((each) => each.includes(last))) {
      whole.records.delete(path);
      whole.records.delete(shardPath(path));
    }
    expect(await verdict(whole)).toBe('StoreTampered');
  });

  test('finds that records were put back together with the heads that account for them', async () => {
    const { earlier, whole } = await closedVault();
    for (const [path, record] of earlier.records) if (path !== 'epoch') whole.records.set(path, record);
    for (const path of whole.records.keys()) if (!earlier.records.has(path)) whole.records.delete(path);
    expect(await verdict(whole)).toBe('StoreTampered');
  });

  test('lets nobody write on top of a head that was put back', async () => {
    const { earlier, whole } = await closedVault();
    for (const path of whole.records.keys()) {
      const old = earlier.records.get(path);
      if (!path.startsWith('head/')) continue;
      if (old === undefined) whole.records.delete(path);
      else whole.records.set(path, old);
    }
    await using vault = await openTestVault({ store: whole });
    const codes = new Set<string>();
    // Each creation touches two of 64 heads, so that some of them meet one that was put back.
    for (let key = 0; key < 200; key += 1) {
      codes.add(
        await vault
          .as({ id: 'user:alice' })
          .createKey()
          .then(
            () => 'success',
            (error: { code: string }) => error.code,
          ),
      );
    }
    expect(codes).toContain('StoreTampered');
  });
});
