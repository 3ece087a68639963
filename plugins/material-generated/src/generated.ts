import { definePlugin, type NoNames, type VaultPlugin } from '@chatelaine/core';
import { generatedMaterial } from './generated-material.ts';

/** Brings key material that is generated inside the vault: keys of the origin `kms`. */
export function generated(): VaultPlugin<NoNames> {
  return definePlugin({
    name: '@chatelaine/material-generated',
    apiVersion: 1,
    setup: (host) => host.materialSource(generatedMaterial),
  });
}
