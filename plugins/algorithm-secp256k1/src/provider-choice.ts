import { VaultError } from '@chatelaine/core';
import { DigestThread, type EcdsaProvider, OpensslProvider, secp256k1 } from '@chatelaine/ecdsa';
import type { Libsecp256k1 } from './libsecp256k1.ts';
import { Libsecp256k1Provider } from './libsecp256k1-provider.ts';
import { loadNative, nativeVersion } from './native-libsecp256k1.ts';
import { testLibrary, testProvider } from './self-test.ts';
import { loadWasm, wasmVersion } from './wasm-libsecp256k1.ts';

/** `native` and `wasm`: libsecp256k1, compiled for the machine or to WebAssembly. `node`: node:crypto. */
export type ProviderName = 'native' | 'wasm' | 'node';

/** Loads a provider; throws where it can't be had. */
export type LoadProvider = () => EcdsaProvider | Promise<EcdsaProvider>;

/** All that there are, the fastest first. */
export const providers: Readonly<Record<ProviderName, LoadProvider>> = {
  native: () =>
    onLibrary(loadNative(), { name: `libsecp256k1 (secp256k1 ${nativeVersion()}, native)`, timing: 'constant-time' }),
  wasm: async () =>
    onLibrary(await loadWasm(), {
      name: `libsecp256k1 (tiny-secp256k1 ${wasmVersion}, WebAssembly)`,
      timing: 'best-effort',
    }),
  node: () => new OpensslProvider(secp256k1, 'pool', new DigestThread()),
};

function onLibrary(library: Libsecp256k1, description: EcdsaProvider['description']): EcdsaProvider {
  testLibrary(library);
  return new Libsecp256k1Provider(library, Object.freeze(description));
}

/**
 * The first of `candidates` that loads and passes its self-test; only `wanted`, if that is given.
 *
 * @throws VaultError `InvalidConfiguration` if there is none; the cause has the reason of each.
 */
export async function chooseProvider(
  candidates: Readonly<Partial<Record<string, LoadProvider>>>,
  wanted?: ProviderName,
): Promise<EcdsaProvider> {
  const reasons: unknown[] = [];
  for (const [name, load] of Object.entries(candidates)) {
    if (load === undefined || (wanted !== undefined && name !== wanted)) continue;
    try {
      const provider = await load();
      await testProvider(provider);
      return provider;
    } catch (error) {
      reasons.push(error);
    }
  }
  const what = wanted === undefined ? 'No provider' : `The provider '${wanted}'`;
  throw new VaultError(
    'InvalidConfiguration',
    `${what} of secp256k1() could be loaded and passed its self-test. Leave the option \`provider\` out to take what there is.`,
    { cause: new AggregateError(reasons) },
  );
}
