import { inspect } from 'node:util';
import { VaultError, type Algorithm, type PluginHost, type VaultPlugin } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { mldsa, type MldsaOptions } from '../src/index.ts';
import { providersHere } from './providers.ts';

const here = await providersHere();

/** What the plugin registers with a host that takes algorithms only. */
async function registered(plugin: VaultPlugin): Promise<readonly Algorithm[]> {
  const algorithms: Algorithm[] = [];
  const host = { algorithm: (algorithm: Algorithm) => algorithms.push(algorithm) };
  await plugin.setup(host as unknown as PluginHost);
  return algorithms;
}

describe('the plugin mldsa()', () => {
  test('registers three key specs, and nothing else', async () => {
    const plugin = mldsa();
    expect(plugin).toMatchObject({ name: '@chatelaine/algorithm-mldsa', apiVersion: 1 });
    const common = {
      usages: ['SIGN_VERIFY'],
      suites: [],
      algorithmNames: { SIGN_VERIFY: ['ML_DSA_SHAKE_256'] },
      materialForm: 'raw',
      execution: 'pool',
    };
    expect(await registered(plugin)).toMatchObject([
      { keySpec: 'ML_DSA_44', ...common },
      { keySpec: 'ML_DSA_65', ...common },
      { keySpec: 'ML_DSA_87', ...common },
    ]);
  });

  test('takes the first provider that is there, and tells which', async () => {
    const [first] = here;
    for (const { provider } of await registered(mldsa())) expect(provider).toEqual(first?.description);
  });

  test.each(here)('takes $name if it is told to', async ({ name, description }) => {
    for (const { provider } of await registered(mldsa({ provider: name, threads: 1 }))) {
      expect(provider).toEqual(description);
    }
  });

  test('gives each vault algorithms of its own', async () => {
    const plugin = mldsa({ provider: 'noble' });
    const [one] = await registered(plugin);
    const [other] = await registered(plugin);
    expect(one).not.toBe(other);
  });

  test.each([{}, { threads: 1 }, { threads: 64 }, { provider: 'noble' }, { provider: 'liboqs', threads: 2 }] as const)(
    'takes the options %o',
    (options) => {
      expect(() => mldsa(options)).not.toThrow();
    },
  );

  test.each([
    { threads: 0 },
    { threads: 65 },
    { threads: 1.5 },
    { threads: '2' },
    { threads: null },
    { provider: 'openssl' },
    { provider: null },
    { provider: ['noble'] },
    { worker: 2 },
    { provider: 'noble', worker: 2 },
    null,
    [],
    'noble',
  ])('refuses the options %o', (options) => {
    const make = (): unknown => mldsa(options as MldsaOptions);
    expect(make).toThrow(VaultError);
    expect(make).toThrow(expect.objectContaining({ code: 'InvalidConfiguration' }));
  });

  test('shows nothing of what it holds', async () => {
    const [algorithm] = await registered(mldsa());
    expect(inspect(algorithm, { depth: 10 })).not.toMatch(/Buffer|Uint8Array|KeyObject|Worker/);
  });
});
