import type { VaultPlugin } from '@chatelaine/core';
import type { AlgorithmDescription } from './algorithm-description.ts';
import { Algorithms } from './algorithms.ts';
import { PluginRegistry } from './plugin-registry.ts';

/**
 * What a vault with these plugins can do with keys, sorted by key spec: the plugins are set up, and nothing is opened.
 * An open vault tells the same with `vault.describeAlgorithms()`.
 *
 * @throws VaultError the codes of plugins and registration (as a rejection).
 */
export async function describeAlgorithms(plugins: readonly VaultPlugin[]): Promise<readonly AlgorithmDescription[]> {
  const { algorithms, materialSources } = await PluginRegistry.of(plugins);
  return new Algorithms(algorithms, materialSources).descriptions;
}
