import { definePlugin, type NoNames, VaultError, type VaultPlugin } from '@chatelaine/core';
import { ImportedMaterial } from './imported-material.ts';

/** Options of the plugin. */
export interface ImportedOptions {
  /** Whether material may be wrapped under RSAES_OAEP_SHA_1, with a warning; default true. */
  readonly allowSha1?: boolean;
}

/**
 * Brings key material that callers import: keys of the origin `external`.
 *
 * @throws VaultError `InvalidConfiguration` for options that it does not know.
 */
export function imported(options: ImportedOptions = {}): VaultPlugin<NoNames> {
  const { allowSha1 = true, ...others } = options;
  if (typeof allowSha1 !== 'boolean' || Object.keys(others).length > 0) {
    throw new VaultError('InvalidConfiguration', 'imported() takes { allowSha1?: boolean } and nothing else.');
  }
  return definePlugin({
    name: '@chatelaine/material-imported',
    apiVersion: 1,
    setup: (host) => host.materialSource(new ImportedMaterial(allowSha1)),
  });
}
