import { openTestVault } from '@chatelaine/conformance';
import { expect, test } from 'vitest';
import { MapStore } from './support/map-store.ts';
import { outcomeOf } from './support/refusal.ts';

test('an alias that is moved and confirmed at once names one key in the end, also for the next process', async () => {
  const store = new MapStore();
  const vault = await openTestVault({ store });
  const kms = vault.as({ id: 'user:alice' });
  const { keyId: one } = await kms.createKey({ alias: 'alias/moving' });
  const { keyId: other } = await kms.createKey();
  for (let round = 0; round < 50; round += 1) {
    const { keyId: holder } = await kms.describeKey({ keyId: 'alias/moving' });
    const elsewhere = holder === one ? other : one;
    const outcomes = await Promise.all([
      outcomeOf(kms.associateAlias({ alias: 'alias/moving', keyId: holder })),
      outcomeOf(kms.associateAlias({ alias: 'alias/moving', keyId: elsewhere })),
      outcomeOf(kms.associateAlias({ alias: 'alias/moving', keyId: holder })),
    ]);
    expect(outcomes).toContain('success');
  }
  const { keyId: last } = await kms.describeKey({ keyId: 'alias/moving' });
  await vault.close();

  await using reopened = await openTestVault({ store });
  const again = reopened.as({ id: 'user:alice' });
  expect((await again.describeKey({ keyId: 'alias/moving' })).keyId).toBe(last);
  expect((await again.listAliases({ keyId: last })).aliases).toHaveLength(1);
  await again.deleteAlias({ alias: 'alias/moving' });
  await reopened.administration.verifyStore();
});
