import { VaultError } from '@chatelaine/core';
import { encodeSignature, type EcdsaProvider, secp256k1 } from '@chatelaine/ecdsa';
import { describe, expect, test } from 'vitest';
import { knownAnswers } from '../src/known-answers.ts';
import type { Libsecp256k1 } from '../src/libsecp256k1.ts';
import { Libsecp256k1Provider } from '../src/libsecp256k1-provider.ts';
import { chooseProvider, type LoadProvider, providers } from '../src/provider-choice.ts';
import { testLibrary, testProvider } from '../src/self-test.ts';
import { loadWasm } from '../src/wasm-libsecp256k1.ts';
import { providerNames } from './subjects.ts';

const honest = await loadWasm();
const description = { name: 'test', timing: 'best-effort' } as const;

function altered(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[7] = (copy[7] ?? 0) ^ 1;
  return copy;
}

/** Libraries that are broken, each in its way. */
const brokenLibraries: Readonly<Record<string, Partial<Libsecp256k1>>> = {
  'has other points': { pointOf: (scalar) => altered(honest.pointOf(scalar)) },
  'finds every point on the curve': { isPoint: () => true },
  'finds no point on the curve': { isPoint: () => false },
  'finds every signature good': { verify: () => true },
  'finds no signature good': { verify: () => false },
  'looks at the key and not at the message': {
    verify: (_digest, _point, signature) =>
      knownAnswers.some((each) => Buffer.compare(each.signature, signature) === 0),
  },
  'signs something else': { sign: (digest, scalar, entropy) => honest.sign(altered(digest), scalar, entropy) },
  'signs with another key': { sign: (digest, _scalar, entropy) => honest.sign(digest, altered(digest), entropy) },
  'signs without entropy': { sign: (digest, scalar) => honest.sign(digest, scalar, undefined) },
  'throws when it signs': {
    sign: () => {
      throw new Error('no');
    },
  },
};

const throws: LoadProvider = () => {
  throw new Error('There is none for this machine.');
};

describe('the self-test', () => {
  test.each(providerNames)('passes for %s', async (name) => {
    await expect(testProvider(await providers[name]())).resolves.toBeUndefined();
  });

  test.each(Object.entries(brokenLibraries))('fails for a library that %s', async (_what, broken) => {
    const library = { ...honest, ...broken };
    const run = async (): Promise<void> => {
      testLibrary(library);
      await testProvider(new Libsecp256k1Provider(library, description));
    };
    await expect(run()).rejects.toThrow(/^(The self-test failed at|no$)/);
  });

  test('fails for a provider that makes signatures with high s', async () => {
    const provider = new Libsecp256k1Provider(honest, description);
    const withoutRule = { ...secp256k1, lowS: false };
    const order = BigInt(`0x${Buffer.from(secp256k1.order).toString('hex')}`);
    const high: EcdsaProvider = {
      curve: secp256k1,
      description,
      execution: provider.execution,
      newKey: (make) => provider.newKey(make),
      pointOf: (scalar) => provider.pointOf(scalar),
      verifyingKey: (point) => provider.verifyingKey(point),
      signingKey: (scalar, point) => {
        const key = provider.signingKey(scalar, point);
        return {
          verify: (type, message, signature) => key.verify(type, message, signature),
          dispose: () => key.dispose(),
          sign: () => {
            const signature = honest.sign(new Uint8Array(32), scalar, undefined);
            const s = order - BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`);
            signature.set(Buffer.from(s.toString(16).padStart(64, '0'), 'hex'), 32);
            return encodeSignature(withoutRule, signature);
          },
        };
      },
    };
    await expect(testProvider(high)).rejects.toThrow('a signature with low s');
  });
});

describe('the choice of a provider', () => {
  const named = (name: string): LoadProvider => {
    return () => new Libsecp256k1Provider(honest, { ...description, name });
  };
  const broken: LoadProvider = () => new Libsecp256k1Provider({ ...honest, verify: () => true }, description);

  test('is the first that there is', async () => {
    const { description: taken } = await chooseProvider({ native: named('first'), wasm: named('second') });
    expect(taken.name).toBe('first');
  });

  test.each([
    ['does not load', throws],
    ['fails its self-test', broken],
    ['is not there at all', async (): Promise<EcdsaProvider> => Promise.reject(new Error('Cannot find package'))],
  ] as const)('passes over one that %s', async (_what, load) => {
    const { description: taken } = await chooseProvider({ native: load, wasm: named('second'), node: throws });
    expect(taken.name).toBe('second');
  });

  test('is native, WebAssembly, node:crypto, in this order', () => {
    expect(Object.keys(providers)).toEqual(['native', 'wasm', 'node']);
  });

  test('is the one that was asked for, and never another', async () => {
    const candidates = { native: named('first'), wasm: named('second'), node: throws };
    expect((await chooseProvider(candidates, 'wasm')).description.name).toBe('second');
    await expect(chooseProvider(candidates, 'node')).rejects.toMatchObject({
      code: 'InvalidConfiguration',
      message: expect.stringContaining("The provider 'node' of secp256k1() could") as string,
      cause: { errors: [{ message: 'There is none for this machine.' }] },
    });
  });

  test('fails if there is none, with the reasons', async () => {
    const failure = await chooseProvider({ native: throws, wasm: broken }).catch((error: unknown) => error);
    expect(VaultError.is(failure, 'InvalidConfiguration')).toBe(true);
    expect(failure).toMatchObject({ cause: { errors: [{}, { code: 'PluginMisbehaved' }] } });
  });
});
