import { inspect } from 'node:util';
import { SecretBytes, VaultError, type Algorithm, type PluginHost, type VaultPlugin } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { aes, type AesOptions } from '../src/index.ts';
import { context, TestKey } from './test-key.ts';

/** What the plugin registers with a host that takes algorithms only. */
async function registered(plugin: VaultPlugin): Promise<readonly Algorithm[]> {
  const algorithms: Algorithm[] = [];
  const host = { algorithm: (algorithm: Algorithm) => algorithms.push(algorithm) };
  await plugin.setup(host as unknown as PluginHost);
  return algorithms;
}

describe('the plugin aes()', () => {
  test('registers AES_256, and nothing else', async () => {
    const plugin = aes();
    expect(plugin).toMatchObject({ name: '@chatelaine/algorithm-aes', apiVersion: 1 });
    const algorithms = await registered(plugin);
    expect(algorithms).toMatchObject([
      { keySpec: 'AES_256', usages: ['ENCRYPT_DECRYPT'], suites: [1], execution: 'inline' },
    ]);
  });

  test('gives each vault an algorithm of its own', async () => {
    const plugin = aes();
    const [one] = await registered(plugin);
    const [other] = await registered(plugin);
    expect(one).not.toBe(other);
  });

  test('seals and opens by the clock of the process', async () => {
    const [algorithm] = await registered(aes({ derivedKeys: 1 }));
    const { keyId, header, derive } = new TestKey();
    const loaded = await algorithm?.load(SecretBytes.take(new Uint8Array(32)), { keyId, keyVersion: 1, derive });
    const sealed = await loaded?.aead?.seal(header, context, new Uint8Array([7]));
    expect(sealed).toHaveLength(100);
    expect(await loaded?.aead?.open(sealed ?? header, context)).toEqual(new Uint8Array([7]));
  });

  test('gives plain arrays, whose slices are copies', async () => {
    const [algorithm] = await registered(aes());
    const { keyId, header, derive } = new TestKey();
    const loaded = await algorithm?.load(SecretBytes.take(new Uint8Array(32)), { keyId, keyVersion: 1, derive });
    const sealed = await loaded?.aead?.seal(header, context, new Uint8Array([7]));
    const opened = await loaded?.aead?.open(sealed ?? header, context);
    for (const result of [sealed, opened]) {
      expect(Object.getPrototypeOf(result)).toBe(Uint8Array.prototype);
    }
  });

  test.each([1, 256, 1_000_000])('takes room for %i derived keys', (derivedKeys) => {
    expect(() => aes({ derivedKeys })).not.toThrow();
  });

  test.each([
    { derivedKeys: 0 },
    { derivedKeys: 1_000_001 },
    { derivedKeys: 1.5 },
    { derivedKeys: Number.NaN },
    { derivedKeys: '256' },
    { derivedKeys: null },
    { cache: 256 },
    { derivedKeys: 256, cache: 256 },
    null,
    [],
    'derivedKeys',
  ])('refuses the options %o', (options) => {
    const make = (): unknown => aes(options as AesOptions);
    expect(make).toThrow(VaultError);
    expect(make).toThrow(expect.objectContaining({ code: 'InvalidConfiguration' }));
  });

  test('shows nothing of what it holds', async () => {
    const [algorithm] = await registered(aes());
    expect(inspect(algorithm, { depth: 10 })).not.toMatch(/Buffer|Uint8Array|DataView|KeyObject/);
    expect(JSON.parse(JSON.stringify(algorithm))).toEqual({
      keySpec: 'AES_256',
      usages: ['ENCRYPT_DECRYPT'],
      suites: [1],
      algorithmNames: { ENCRYPT_DECRYPT: ['SYMMETRIC_DEFAULT'] },
      materialForm: 'raw',
      provider: { name: `node:crypto (OpenSSL ${process.versions.openssl})`, timing: 'constant-time' },
      execution: 'inline',
    });
  });
});
