import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Factory, KeyStore, KeyStoreContext, PluginHost } from '@chatelaine/core';
import { afterAll, describe, expect, test } from 'vitest';
import { level, type LevelOptions } from '../src/index.ts';
import { TemporaryDirectories } from './level-subject.ts';

const directories = new TemporaryDirectories();
afterAll(() => directories.remove());

/** What the plugin registers, by name. */
async function registered(): Promise<Record<string, Factory<LevelOptions, KeyStore, KeyStoreContext>>> {
  const factories: Record<string, Factory<LevelOptions, KeyStore, KeyStoreContext>> = {};
  const host = {
    keyStore: (name: string, factory: Factory<LevelOptions, KeyStore, KeyStoreContext>) => (factories[name] = factory),
  };
  await level().setup(host as unknown as PluginHost);
  return factories;
}

describe('the plugin level', () => {
  test('registers one key store, level', async () => {
    expect(level()).toMatchObject({ name: '@chatelaine/store-level', apiVersion: 1 });
    expect(Object.keys(await registered())).toEqual(['level']);
  });

  test('opens the path relative to the base directory', async () => {
    const { level: factory } = await registered();
    const baseDirectory = await directories.make();
    const context = { baseDirectory, region: 'r', domainId: 'd', create: true };
    const store = await factory?.open({ path: 'vault/records' }, context);
    await store?.commit([{ path: 'a', expected: 0, value: null }]);
    await store?.close();
    const again = await factory?.open({ path: join(baseDirectory, 'vault', 'records') }, context);
    expect(await again?.get('a')).toMatchObject({ revision: 1 });
    await again?.close();
  });

  test('makes nothing where there is to be a store and is none', async () => {
    const { level: factory } = await registered();
    const baseDirectory = await directories.make();
    const context = { baseDirectory, region: 'r', domainId: 'd', create: false };
    await mkdir(join(baseDirectory, 'empty'));
    for (const path of ['vault', 'deep/vault', 'empty']) {
      await expect(async () => factory?.open({ path }, context)).rejects.toMatchObject({ code: 'VaultNotFound' });
    }
    expect(await readdir(baseDirectory, { recursive: true })).toEqual(['empty']);
    await (await factory?.open({ path: 'vault' }, { ...context, create: true }))?.close();
    await (await factory?.open({ path: 'vault' }, context))?.close();
  });

  test.each([
    ['no path', {}],
    ['an empty path', { path: '' }],
    ['a path with a zero byte', { path: 'a\0b' }],
    ['a path that is no text', { path: 7 }],
    ['an unknown member', { path: 'vault', sync: false }],
    ['no object', 'vault'],
  ])('refuses options with %s', async (_what, options) => {
    const { level: factory } = await registered();
    expect((await factory?.options['~standard'].validate(options))?.issues).toHaveLength(1);
  });

  test('takes a path', async () => {
    const { level: factory } = await registered();
    expect(await factory?.options['~standard'].validate({ path: 'vault' })).toMatchObject({ value: { path: 'vault' } });
  });
});
