import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { VaultError } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { secp256k1, type Secp256k1Options } from '../src/index.ts';
import { newKey, providerNames, registered, signerOf } from './subjects.ts';

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const { dependencies, optionalDependencies } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
) as Manifest;

describe('the plugin secp256k1()', () => {
  test('registers SECP256K1', async () => {
    expect(secp256k1()).toMatchObject({ name: '@chatelaine/algorithm-secp256k1', apiVersion: 1 });
    expect(await registered()).toMatchObject({
      keySpec: 'SECP256K1',
      usages: ['SIGN_VERIFY'],
      suites: [],
      algorithmNames: { SIGN_VERIFY: ['ECDSA_SHA_256'] },
      materialForm: 'pkcs8',
    });
  });

  test('gives each vault an algorithm of its own', async () => {
    const plugin = secp256k1();
    expect(plugin).not.toBe(secp256k1());
    expect(await registered()).not.toBe(await registered());
  });

  const descriptions = [
    ['native', `libsecp256k1 (secp256k1 ${optionalDependencies['secp256k1']}, native)`, 'constant-time'],
    ['wasm', `libsecp256k1 (tiny-secp256k1 ${dependencies['tiny-secp256k1']}, WebAssembly)`, 'best-effort'],
    ['node', expect.stringMatching(/^node:crypto \(OpenSSL .*\); digests: @noble\/curves/) as string, 'best-effort'],
  ] as const;

  test.each(descriptions.filter(([name]) => providerNames.includes(name)))(
    'says that it took %s, which version, and how it keeps its time',
    async (provider, name, timing) => {
      expect((await registered({ provider })).provider).toEqual({ name, timing });
    },
  );

  test.each(providerNames)('says where %s runs, and runs there', async (provider) => {
    const algorithm = await registered({ provider });
    const inline = provider !== 'node';
    expect(algorithm.execution).toBe(inline ? 'inline' : 'pool');
    const { signer } = await signerOf(algorithm, (await newKey(algorithm)).material);
    expect(signer.execution).toEqual(
      inline
        ? { sign: 'inline', verify: 'inline' }
        : { sign: 'pool', verify: 'pool', signDigest: 'pool', verifyDigest: 'pool' },
    );
    for (const type of ['RAW', 'DIGEST'] as const) {
      const message = new Uint8Array(32);
      const signature = signer.sign('ECDSA_SHA_256', type, message);
      expect(signature instanceof Promise).toBe(!inline);
      expect(signer.verify('ECDSA_SHA_256', type, message, await signature) instanceof Promise).toBe(!inline);
    }
    expect(algorithm.generate() instanceof Promise).toBe(!inline);
  });

  test.each([{}, { acceptHighS: true }, { acceptHighS: false, provider: 'wasm' as const }])('takes %o', (options) => {
    expect(() => secp256k1(options)).not.toThrow();
  });

  test.each([
    { acceptHighS: 1 },
    { acceptHighS: null },
    { provider: 'elliptic' },
    { provider: 'constructor' },
    { provider: null },
    { lowS: true },
    null,
    [],
    'native',
  ])('refuses the options %o', (options) => {
    const make = (): unknown => secp256k1(options as Secp256k1Options);
    expect(make).toThrow(VaultError);
    expect(make).toThrow(expect.objectContaining({ code: 'InvalidConfiguration' }));
  });

  test.each(providerNames)('shows nothing of what it holds, with %s', async (provider) => {
    const algorithm = await registered({ provider });
    const { signer } = await signerOf(algorithm, (await newKey(algorithm)).material);
    for (const shown of [algorithm, signer]) {
      expect(inspect(shown, { depth: 10, showHidden: true })).not.toMatch(/Buffer|Uint8Array|KeyObject|Worker/);
    }
  });

  test.each(providerNames)('signs no more with a key that was disposed, with %s', async (provider) => {
    const algorithm = await registered({ provider });
    const key = await signerOf(algorithm, (await newKey(algorithm)).material);
    await key.signer.sign('ECDSA_SHA_256', 'RAW', new Uint8Array());
    key.dispose();
    await expect(async () => key.signer.sign('ECDSA_SHA_256', 'RAW', new Uint8Array())).rejects.toThrow('disposed');
  });
});
