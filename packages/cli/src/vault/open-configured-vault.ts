import { openVault, type Vault } from '@chatelaine/vault';
import type { Configuration } from '../configuration/configuration.ts';
import type { Surroundings } from '../surroundings/surroundings.ts';
import { loadAlgorithms, loadSelected } from './load-plugins.ts';
import { checkSections } from './check-sections.ts';
import { withPassphrase } from './passphrase.ts';

/** Opens the vault that a configuration describes; it must exist. */
export async function openConfiguredVault(configuration: Configuration, surroundings: Surroundings): Promise<Vault> {
  const { baseDirectory } = configuration;
  const { imports, ...others } = configuration.settings;
  const settings = { ...others, rootKey: withPassphrase(configuration.settings.rootKey, surroundings) };
  const selected = await loadSelected(settings);
  await checkSections(configuration, settings, selected);
  const plugins = [...selected, ...(await loadAlgorithms(imports))];
  // A command that lives for a moment has no timer: `chatelaine jobs run` runs scheduled work.
  return openVault({ ...settings, plugins, baseDirectory, create: false, jobs: 'manual' });
}
