import type { Factory, KeyStore, PluginHost } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { memory, MemoryKeyStore, type MemoryOptions } from '../src/index.ts';

const context = { baseDirectory: '/', region: 'r', domainId: 'd' };

/** What the plugin registers, by name. */
async function registered(): Promise<Record<string, Factory<MemoryOptions, KeyStore>>> {
  const factories: Record<string, Factory<MemoryOptions, KeyStore>> = {};
  const host = { keyStore: (name: string, factory: Factory<MemoryOptions, KeyStore>) => (factories[name] = factory) };
  await memory().setup(host as unknown as PluginHost);
  return factories;
}

describe('the plugin memory', () => {
  test('registers one key store, memory', async () => {
    expect(memory()).toMatchObject({ name: '@chatelaine/store-memory', apiVersion: 1 });
    expect(Object.keys(await registered())).toEqual(['memory']);
  });

  test('opens a store of its own each time', async () => {
    const { memory: factory } = await registered();
    const one = await factory?.open({}, context);
    await one?.commit([{ path: 'a', expected: 0, value: null }]);
    const other = await factory?.open({}, context);
    expect(other).toBeInstanceOf(MemoryKeyStore);
    expect(await other?.get('a')).toBeUndefined();
  });

  test('opens the records that the host gives, again and again, and closing loses none', async () => {
    const { memory: factory } = await registered();
    const options = { store: new MemoryKeyStore() };
    const one = await factory?.open(options, context);
    const other = await factory?.open(options, context);
    await one?.commit([{ path: 'a', expected: 0, value: Buffer.from('a') }]);
    await one?.close();
    expect(await other?.get('a')).toMatchObject({ revision: 1 });
    await other?.close();
    expect(await (await factory?.open(options, context))?.get('a')).toMatchObject({ revision: 1 });
    expect(await options.store.get('a')).toMatchObject({ revision: 1 });
  });

  test('takes no options, or a store', async () => {
    const { memory: factory } = await registered();
    const store = new MemoryKeyStore();
    expect(await factory?.options['~standard'].validate({})).toMatchObject({ value: {} });
    const result = await factory?.options['~standard'].validate({ store });
    expect(result?.issues === undefined && result?.value.store).toBe(store);
  });

  test.each([
    ['a store of another kind', { store: { get: () => undefined } }],
    ['an unknown member', { path: 'vault' }],
    ['no object', 'memory'],
  ])('refuses options with %s', async (_what, options) => {
    const { memory: factory } = await registered();
    expect((await factory?.options['~standard'].validate(options))?.issues).toHaveLength(1);
  });
});
