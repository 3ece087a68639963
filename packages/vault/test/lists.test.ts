import type { CallerOperations, KeyMetadata, ListAliasesResponse, ListKeysResponse } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import type { Vault } from '@chatelaine/vault';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf } from './support/refusal.ts';

const alice = { id: 'user:alice' };
const bob = { id: 'user:bob' };

let vault: Vault;
let kms: CallerOperations;
const red: KeyMetadata[] = [];

/** Bob may see what is red; Carol may list, but see nothing. */
beforeAll(async () => {
  vault = await openTestVault({
    decide: ({ principal, action, key }) =>
      principal.id === 'user:alice' ||
      action.endsWith(':list') ||
      (principal.id === 'user:bob' && key?.tags?.['team'] === 'red'),
  });
  kms = vault.as(alice);
  for (let number = 0; number < 30; number += 1) {
    const team = number % 3 === 0 ? 'red' : 'blue';
    const key = await kms.createKey({ alias: `alias/${team}-${number}`, tags: { team } });
    if (team === 'red') red.push(key);
  }
});

afterAll(() => vault.close());

async function allKeys(
  caller: CallerOperations,
  limit: number,
): Promise<{ pages: ListKeysResponse[]; keyIds: string[] }> {
  const pages: ListKeysResponse[] = [];
  for (let marker: string | undefined; ;) {
    const page = await caller.listKeys({ limit, ...(marker !== undefined && { marker }) });
    pages.push(page);
    marker = page.nextMarker;
    if (marker === undefined) return { pages, keyIds: pages.flatMap(({ keys }) => keys.map(({ keyId }) => keyId)) };
  }
}

async function allAliases(
  caller: CallerOperations,
  request: { limit: number; keyId?: string },
): Promise<{ pages: ListAliasesResponse[]; names: string[] }> {
  const pages: ListAliasesResponse[] = [];
  for (let marker: string | undefined; ;) {
    const page = await caller.listAliases({ ...request, ...(marker !== undefined && { marker }) });
    pages.push(page);
    marker = page.nextMarker;
    if (marker === undefined)
      return { pages, names: pages.flatMap(({ aliases }) => aliases.map(({ alias }) => alias)) };
  }
}

describe('listKeys', () => {
  test.each([1, 2, 7, 29, 30, 31, 1_000])('shows every key once, in pages of at most %i', async (limit) => {
    const { pages, keyIds } = await allKeys(kms, limit);
    expect(keyIds).toHaveLength(30);
    expect(new Set(keyIds).size).toBe(30);
    expect(keyIds).toEqual(keyIds.toSorted());
    for (const { keys } of pages) expect(keys.length).toBeLessThanOrEqual(limit);
  });

  test.each([1, 4, 1_000])('shows only what the caller may get, in pages of at most %i', async (limit) => {
    const { keyIds } = await allKeys(vault.as(bob), limit);
    expect(keyIds).toEqual(red.map(({ keyId }) => keyId).toSorted());
    expect(await allKeys(vault.as({ id: 'user:carol' }), limit)).toMatchObject({ keyIds: [] });
  });

  test('tells of a key what describeKey tells', async () => {
    const [key] = (await vault.as(bob).listKeys({ limit: 1 })).keys;
    const { encryptions, ...described } = await kms.describeKey({ keyId: key?.keyId ?? '' });
    expect(key).toEqual(described);
    // Only for one key it is worth a look at its counter.
    expect(encryptions?.made).toBe(0);
  });
});

describe('listAliases', () => {
  test.each([1, 7, 1_000])('shows every alias once, in pages of at most %i', async (limit) => {
    const { pages, names } = await allAliases(kms, { limit });
    expect(new Set(names).size).toBe(30);
    expect(names).toHaveLength(30);
    for (const { aliases } of pages) expect(aliases.length).toBeLessThanOrEqual(limit);
  });

  test('shows only the aliases of keys that the caller may get', async () => {
    const { names } = await allAliases(vault.as(bob), { limit: 1_000 });
    expect(names.toSorted()).toEqual(red.flatMap(({ aliases }) => aliases).toSorted());
    expect((await allAliases(vault.as({ id: 'user:carol' }), { limit: 1_000 })).names).toEqual([]);
  });

  test.each([1, 2, 5, 6, 100])('shows every alias of one key once, in pages of at most %i', async (limit) => {
    const { keyId } = await kms.createKey();
    const expected = ['alias/one', 'alias/two', 'alias/three', 'alias/four', 'alias/five'];
    for (const alias of expected) await kms.createAlias({ alias, keyId });
    const { pages, names } = await allAliases(kms, { limit, keyId });
    expect(names.toSorted()).toEqual(expected.toSorted());
    for (const { aliases } of pages) expect(aliases.length).toBeLessThanOrEqual(limit);
    for (const alias of expected) await kms.deleteAlias({ alias });
    expect((await kms.listAliases({ keyId })).aliases).toEqual([]);
  });

  test('of a key that the caller may not get is denied', async () => {
    expect(await codeOf(vault.as(bob).listAliases({ keyId: 'alias/blue-1' }))).toBe('AccessDenied');
    expect(await codeOf(vault.as(bob).listAliases({ keyId: 'alias/missing' }))).toBe('AccessDenied');
  });
});

describe('a marker', () => {
  test('is good for its own list and caller only', async () => {
    const { nextMarker: marker = '' } = await kms.listKeys({ limit: 1 });
    expect(marker).not.toBe('');
    expect(await codeOf(vault.as(bob).listKeys({ marker }))).toBe('InvalidArgument');
    expect(await codeOf(kms.listAliases({ marker }))).toBe('InvalidArgument');
    expect(await codeOf(kms.listAliases({ marker, keyId: 'alias/red-0' }))).toBe('InvalidArgument');
    expect((await kms.listKeys({ marker })).keys).toHaveLength(29 + 5);
  });

  test('of the aliases of one key is not good for those of another or of all', async () => {
    const { keyId } = await kms.createKey({ alias: 'alias/m1' });
    await kms.createAlias({ alias: 'alias/m2', keyId });
    const { nextMarker: marker = '' } = await kms.listAliases({ keyId, limit: 1 });
    expect((await kms.listAliases({ keyId: 'alias/m1', marker })).aliases.map(({ alias }) => alias)).toEqual([
      'alias/m2',
    ]);
    expect(await codeOf(kms.listAliases({ keyId: 'alias/red-0', marker }))).toBe('InvalidArgument');
    expect(await codeOf(kms.listAliases({ marker }))).toBe('InvalidArgument');
  });

  test('of another vault, or one that was changed anywhere, is refused', async () => {
    const { nextMarker: marker = '' } = await kms.listKeys({ limit: 1 });
    await using other = await openTestVault();
    await other.as(alice).createKey();
    await other.as(alice).createKey();
    const { nextMarker: foreign = '' } = await other.as(alice).listKeys({ limit: 1 });
    const bytes = Buffer.from(marker, 'base64url');
    const forged = ['', 'x', 'x'.repeat(100), foreign, `${marker}AAAA`, marker.slice(4), marker.slice(0, -4)];
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ 1;
      forged.push(changed.toString('base64url'));
    }
    for (const forgery of forged) expect(await codeOf(kms.listKeys({ marker: forgery }))).toBe('InvalidArgument');
  });

  test('shows nothing of what it stands for', async () => {
    const { nextMarker = '', keys } = await kms.listKeys({ limit: 1 });
    const bytes = Buffer.from(nextMarker, 'base64url').toString('latin1');
    for (const shown of ['key/', keys[0]?.keyId ?? '', 'user:alice', 'listKeys']) expect(bytes).not.toContain(shown);
  });
});
