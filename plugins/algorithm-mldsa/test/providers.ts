import { VaultError } from '@chatelaine/core';
import { MlDsa } from '../src/ml-dsa.ts';
import { parameterSets, type KeySpecName, type ParameterSet } from '../src/parameter-sets.ts';
import { chooseProvider } from '../src/providers/choose-provider.ts';
import { providerNames, type Provider } from '../src/providers/provider.ts';

/** The parameter sets, in their order. */
export const allSets: readonly ParameterSet[] = Object.values(parameterSets);

/** The providers that this version of Node.js has: `liboqs` and `noble` everywhere, `node:crypto` on newer ones. */
export async function providersHere(threads = 1): Promise<readonly Provider[]> {
  const opened = await Promise.all(
    providerNames.map((name) =>
      chooseProvider(name, threads).catch((error: unknown) => {
        if (name === 'node:crypto' && VaultError.is(error)) return undefined;
        throw error;
      }),
    ),
  );
  return opened.filter((provider) => provider !== undefined);
}

export function algorithmOf(provider: Provider, keySpec: KeySpecName): MlDsa {
  return new MlDsa(parameterSets[keySpec], provider);
}
