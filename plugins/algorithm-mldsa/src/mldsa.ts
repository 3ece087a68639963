import { availableParallelism } from 'node:os';
import { definePlugin, type NoNames, VaultError, type VaultPlugin } from '@chatelaine/core';
import { MlDsa } from './ml-dsa.ts';
import { parameterSets } from './parameter-sets.ts';
import { chooseProvider } from './providers/choose-provider.ts';
import { providerNames, type ProviderName } from './providers/provider.ts';

/** Options of `mldsa()`. */
export interface MldsaOptions {
  /** What to compute with, and nothing else. By default the first that is there and passes its self-test. */
  readonly provider?: ProviderName;
  /**
   * The most threads that `liboqs` and `noble` may start: 1–64, by default one for each processor and 4 at most.
   * `node:crypto` has the thread pool of Node.js instead.
   */
  readonly threads?: number;
}

/** Brings the key specs ML_DSA_44, ML_DSA_65 and ML_DSA_87: post-quantum signatures (FIPS 204). */
export function mldsa(options: MldsaOptions = {}): VaultPlugin<NoNames> {
  const { provider, threads } = checked(options);
  return definePlugin({
    name: '@chatelaine/algorithm-mldsa',
    apiVersion: 1,
    setup: async (host) => {
      const chosen = await chooseProvider(provider, threads);
      for (const set of Object.values(parameterSets)) host.algorithm(new MlDsa(set, chosen));
    },
  });
}

function checked(options: unknown): { provider: ProviderName | undefined; threads: number } {
  const plain = typeof options === 'object' && options !== null && !Array.isArray(options);
  const given: Readonly<Record<string, unknown>> = plain ? { ...options } : {};
  const { provider, threads = Math.min(4, availableParallelism()), ...others } = given;
  const fits = typeof threads === 'number' && Number.isInteger(threads) && threads >= 1 && threads <= 64;
  const known = providerNames.find((name) => name === provider);
  if (!plain || Object.keys(others).length > 0 || !fits || (provider !== undefined && known === undefined)) {
    throw new VaultError(
      'InvalidConfiguration',
      `mldsa() takes two options: \`provider\`, one of ${providerNames.join(', ')}; and \`threads\`, a whole number from 1 to 64.`,
    );
  }
  return { provider: known, threads };
}
