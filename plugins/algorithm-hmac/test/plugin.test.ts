import { inspect } from 'node:util';
import { SecretBytes, VaultError, type Algorithm, type PluginHost, type VaultPlugin } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { hmac } from '../src/index.ts';
import { algorithmOf } from './hmac-key.ts';

/** What the plugin registers with a host that takes algorithms only. */
async function registered(plugin: VaultPlugin): Promise<readonly Algorithm[]> {
  const algorithms: Algorithm[] = [];
  const host = { algorithm: (algorithm: Algorithm) => algorithms.push(algorithm) };
  await plugin.setup(host as unknown as PluginHost);
  return algorithms;
}

const specs = ['HMAC_256', 'HMAC_384', 'HMAC_512'] as const;

describe('the plugin hmac()', () => {
  test('registers HMAC_256, HMAC_384 and HMAC_512, and nothing else', async () => {
    const plugin = hmac();
    expect(plugin).toMatchObject({ name: '@chatelaine/algorithm-hmac', apiVersion: 1 });
    const provider = { name: `node:crypto (OpenSSL ${process.versions.openssl})`, timing: 'constant-time' };
    const common = { usages: ['GENERATE_VERIFY_MAC'], suites: [], materialForm: 'raw', provider, execution: 'inline' };
    expect(JSON.parse(JSON.stringify(await registered(plugin)))).toEqual(
      ['256', '384', '512'].map((bits) => ({
        ...common,
        keySpec: `HMAC_${bits}`,
        algorithmNames: { GENERATE_VERIFY_MAC: [`HMAC_SHA_${bits}`] },
      })),
    );
  });

  test('gives each vault algorithms of its own', async () => {
    const plugin = hmac();
    const [one] = await registered(plugin);
    const [other] = await registered(plugin);
    expect(one).not.toBe(other);
  });
});

describe.each(specs)('a key of %s', (keySpec) => {
  const algorithm = algorithmOf(keySpec);
  const length = algorithm.generate().length;

  test('is as long as its code', () => {
    expect(algorithm.load(algorithm.generate()).generate(new Uint8Array())).toHaveLength(length);
    expect(length).toBe(Number(keySpec.slice(-3)) / 8);
  });

  test.each([0, 1, 31, 33, 47, 49, 63, 65, 128])('is not taken if it has %i bytes', (other) => {
    const parse = (): unknown => algorithm.parse(SecretBytes.take(new Uint8Array(other)));
    expect(parse).toThrow(VaultError);
    expect(parse).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
  });

  test.each(specs.filter((spec) => spec !== keySpec))('is no key of %s', (another) => {
    const parse = (): unknown => algorithmOf(another).parse(algorithm.generate());
    expect(parse).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
  });

  test('makes no code after it was disposed, not even one of an empty key', () => {
    const loaded = algorithm.load(algorithm.generate());
    loaded.generate(new Uint8Array());
    loaded.dispose();
    expect(() => loaded.generate(new Uint8Array())).toThrow('after it was disposed');
  });

  test('shows nothing of what it holds', () => {
    const loaded = algorithm.load(algorithm.generate());
    expect(inspect(loaded, { depth: 10, showHidden: true })).not.toMatch(/Buffer|Uint8Array|KeyObject/);
    expect(JSON.parse(JSON.stringify(loaded))).toEqual({
      execution: { generate: 'inline' },
      macAlgorithm: `HMAC_SHA_${keySpec.slice(-3)}`,
    });
  });
});
