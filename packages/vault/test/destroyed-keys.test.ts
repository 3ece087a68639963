import { openTestVault } from '@chatelaine/conformance';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { expect, test } from 'vitest';
import { ManualClock } from './support/manual-clock.ts';
import { codeOf } from './support/refusal.ts';

const day = 86_400_000;

test('destroyed keys are listed for the host, and are erased once the old barrier key is gone', async () => {
  const clock = new ManualClock();
  const store = new MemoryKeyStore();
  const vault = await openTestVault({ clock, store: store.openAnother(), jobs: 'manual' });
  const kms = vault.as({ id: 'user:alice' });
  const { keyId: kept } = await kms.createKey();
  const ids: string[] = [];
  for (let count = 0; count < 3; count += 1) ids.push((await kms.createKey({ alias: `alias/${count}` })).keyId);
  const list = async (): Promise<ReadonlyMap<string, boolean>> => {
    const { keys } = await vault.administration.listDestroyedKeys();
    return new Map(keys.map(({ keyId, erased }) => [keyId, erased]));
  };
  expect(await list()).toEqual(new Map());
  for (const keyId of ids) await kms.scheduleKeyDeletion({ keyId, pendingDays: 7 });
  for (let half = 0; half < 16; half += 1) {
    clock.advance(day / 2);
    await vault.administration.runDueJobs();
  }
  expect(await list()).toEqual(new Map(ids.toSorted().map((keyId) => [keyId, false])));
  await vault.administration.rotateBarrierKey();
  expect(await list()).toEqual(new Map(ids.toSorted().map((keyId) => [keyId, true])));

  const [first, ...none] = (await vault.administration.listDestroyedKeys({ limit: 1 })).keys;
  expect(none).toEqual([]);
  expect(first).toMatchObject({ keyId: ids.toSorted()[0], keySpec: 'AES_256', origin: 'kms' });
  expect(Date.parse(first?.destructionDate ?? '')).toBeGreaterThan(Date.parse(first?.creationDate ?? ''));
  expect(await codeOf(kms.describeKey({ keyId: ids[0] ?? '' }))).toBe('NotFound');
  await kms.describeKey({ keyId: kept });
  await vault.close();

  const again = await openTestVault({ clock, store: store.openAnother(), jobs: 'manual' });
  const { keys } = await again.administration.listDestroyedKeys();
  expect(keys.map(({ erased }) => erased)).toEqual([true, true, true]);
  await again.close();
});
