import { VaultError } from '@chatelaine/core';
import { SelfTestFailure, testProvider, testVerification } from '../known-answers/self-test.ts';
import { parameterSets } from '../parameter-sets.ts';
import { liboqsFolder } from '../primitives/liboqs-module.ts';
import { loadPrimitive } from '../primitives/load-primitive.ts';
import { NativeProvider, requireNative } from './native-provider.ts';
import { packageVersion } from './package-version.ts';
import { providerNames, type Provider, type ProviderName } from './provider.ts';
import { ThreadedProvider } from './threaded-provider.ts';

/** How each provider is opened. What is not there, or fails its self-test, throws. */
const open: Readonly<Record<ProviderName, (threads: number) => Promise<Provider>>> = {
  'node:crypto': async () => {
    const provider = new NativeProvider();
    for (const set of Object.values(parameterSets)) requireNative(set);
    await Promise.all(Object.values(parameterSets).map((set) => testProvider(set, provider)));
    return provider;
  },
  // Verification is tested here, signing by each thread before it signs: that takes five times as long.
  liboqs: async (threads) => {
    for (const set of Object.values(parameterSets)) testVerification(set, await loadPrimitive('liboqs', set));
    return new ThreadedProvider('liboqs', packageVersion(liboqsFolder()), threads);
  },
  // Always there, and nothing comes after it: tested by the threads only.
  noble: async (threads) => {
    const version = packageVersion(new URL('./', import.meta.resolve('@noble/post-quantum/ml-dsa.js')));
    return new ThreadedProvider('noble', version, threads);
  },
};

/**
 * The first provider that is there and passes its self-test.
 *
 * @param forced The only one to take, if any.
 * @param threads The most threads that it may start.
 * @throws VaultError `InvalidConfiguration` if there is none.
 */
export async function chooseProvider(forced: ProviderName | undefined, threads: number): Promise<Provider> {
  const refusals: string[] = [];
  for (const name of forced === undefined ? providerNames : [forced]) {
    try {
      return await open[name](threads);
    } catch (error) {
      const reason = `${name}: ${error instanceof Error ? error.message : String(error)}`;
      if (error instanceof SelfTestFailure) {
        process.emitWarning(`Chatelaine does not use this provider of ML-DSA. ${reason}.`);
      }
      refusals.push(reason);
    }
  }
  throw new VaultError('InvalidConfiguration', unavailable(forced, refusals.join('; ')));
}

function unavailable(forced: ProviderName | undefined, reasons: string): string {
  return forced === undefined
    ? `mldsa() finds nothing to compute ML-DSA with. ${reasons}. Install its packages anew, or leave the plugin out.`
    : `mldsa() can't have the provider that it was told to take. ${reasons}. Leave \`provider\` out to take what is there.`;
}
