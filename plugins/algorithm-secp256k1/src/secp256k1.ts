import { definePlugin, type NoNames, VaultError, type VaultPlugin } from '@chatelaine/core';
import { EcdsaAlgorithm } from '@chatelaine/ecdsa';
import { chooseProvider, type ProviderName, providers } from './provider-choice.ts';

/** Options of `secp256k1()`. */
export interface Secp256k1Options {
  /** Verify signatures with the higher of the two values of s, too; by default they are refused. */
  readonly acceptHighS?: boolean;
  /** Take this provider and no other, for tests and benchmarks. By default the fastest that there is. */
  readonly provider?: ProviderName;
}

/** Brings the key spec SECP256K1: ECDSA on the curve secp256k1, with low S. */
export function secp256k1(options: Secp256k1Options = {}): VaultPlugin<NoNames> {
  const { acceptHighS, provider } = checked(options);
  return definePlugin({
    name: '@chatelaine/algorithm-secp256k1',
    apiVersion: 1,
    setup: async (host) => {
      host.algorithm(new EcdsaAlgorithm(await chooseProvider(providers, provider), acceptHighS));
    },
  });
}

function checked(options: unknown): { readonly acceptHighS: boolean; readonly provider: ProviderName | undefined } {
  const plain = typeof options === 'object' && options !== null && !Array.isArray(options);
  const given: Readonly<Record<string, unknown>> = plain ? { ...options } : {};
  const { acceptHighS = false, provider, ...others } = given;
  const known = provider === undefined || isProviderName(provider);
  if (plain && known && typeof acceptHighS === 'boolean' && Object.keys(others).length === 0) {
    return { acceptHighS, provider };
  }
  throw new VaultError(
    'InvalidConfiguration',
    "secp256k1() takes two options: `acceptHighS`, true or false, and `provider`, 'native', 'wasm' or 'node'.",
  );
}

function isProviderName(value: unknown): value is ProviderName {
  return typeof value === 'string' && Object.hasOwn(providers, value);
}
