import { openTestVault } from '@chatelaine/conformance';
import { describe, expect, test } from 'vitest';
import { codeOf } from './support/refusal.ts';

const alice = { id: 'user:alice' };

describe('the tags of a key', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'may be called %s and pollute nothing',
    async (name) => {
      const seen: unknown[] = [];
      await using vault = await openTestVault({ decide: ({ key }) => seen.push(key?.tags) > 0 });
      const kms = vault.as(alice);
      const tags = JSON.parse(`{ "${name}": "polluted" }`) as Record<string, string>;
      const { keyId } = await kms.createKey({ tags });
      const { tags: kept } = await kms.describeKey({ keyId });
      expect(Object.entries(kept)).toEqual([[name, 'polluted']]);
      expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
      expect(seen).toHaveLength(2);
      for (const shown of seen) {
        expect(Object.getPrototypeOf(shown)).toBeNull();
        expect(Object.keys(shown as object)).toEqual([name]);
      }
      expect(Object.getOwnPropertyDescriptor(Object.prototype, 'polluted')).toBeUndefined();
    },
  );

  test('are given back as they were given, 20 of them at most', async () => {
    await using vault = await openTestVault();
    const kms = vault.as(alice);
    const tags = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`${'k'.repeat(126)}${index + 10}`, 'v'.repeat(255)]),
    );
    const { keyId } = await kms.createKey({ tags });
    expect((await kms.describeKey({ keyId })).tags).toEqual(tags);
    expect(await codeOf(kms.createKey({ tags: { ...tags, more: '' } }))).toBe('InputTooLarge');
  });

  test('that a caller changes after it was told them are not changed in the vault', async () => {
    await using vault = await openTestVault();
    const kms = vault.as(alice);
    const { keyId, tags, aliases } = await kms.createKey({ tags: { env: 'prod' }, alias: 'alias/a' });
    Reflect.set(tags, 'env', 'test');
    Reflect.set(aliases, 0, 'alias/b');
    expect(await kms.describeKey({ keyId })).toMatchObject({ tags: { env: 'prod' }, aliases: ['alias/a'] });
  });
});
