import { describe, expect, test } from 'vitest';
import { alice, documentOf, placeWithKey } from './vault-place.ts';

describe('key', () => {
  test('disable and enable change whether a key can be used', async () => {
    const place = await placeWithKey();
    const { keyId } = (await documentOf(place, ['key', 'describe', 'alias/first'])) as { keyId: string };
    expect(await documentOf(place, ['key', 'disable', 'alias/first'])).toEqual({ keyId, state: 'DISABLED' });
    const refused = await place.run(['data-key', 'create', '--key', 'alias/first', ...alice]);
    expect(refused).toMatchObject({ status: 1, output: '' });
    expect(refused.errors).toContain('[KeyDisabled]');
    expect(await place.run(['key', 'enable', 'alias/first', ...alice])).toMatchObject({
      status: 0,
      output: `The key ${keyId} is ENABLED.\n`,
    });
    expect((await place.run(['key', 'enable', 'alias/first', ...alice])).errors).toContain('[KeyNotDisabled]');
  });

  test('update-description replaces the description', async () => {
    const place = await placeWithKey();
    const answer = await documentOf(place, ['key', 'update-description', 'alias/first', 'For payments']);
    expect(answer).toMatchObject({ description: 'For payments' });
    expect(await documentOf(place, ['key', 'describe', 'alias/first'])).toMatchObject({ description: 'For payments' });
  });
});
