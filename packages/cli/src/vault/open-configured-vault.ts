import { stat } from 'node:fs/promises';
import { VaultError } from '@chatelaine/core';
import { openVault, type Vault } from '@chatelaine/vault';
import type { Configuration } from '../configuration/configuration.ts';
import { nextConfigurationFile } from '../configuration/next-configuration.ts';
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
  try {
    return await openVault({ ...settings, plugins, baseDirectory, create: false, jobs: 'manual' });
  } catch (error) {
    throw await withAdvice(error, configuration);
  }
}

// Killed between its two steps, a rotation of the root key leaves the configuration that opens the vault beside the other.
async function withAdvice(error: unknown, { file, path }: Configuration): Promise<unknown> {
  if (!VaultError.is(error, 'RootKeyRejected')) return error;
  const found = await stat(nextConfigurationFile(path)).catch(() => undefined);
  if (found === undefined) return error;
  const next = nextConfigurationFile(file);
  return new VaultError(
    'RootKeyRejected',
    `${error.message} A rotation of the root key was interrupted: if the vault opens with --config ${next}, rename that to ${file}.`,
    { cause: error },
  );
}
