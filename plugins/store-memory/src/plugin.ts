import { definePlugin, pluginApiVersion } from '@chatelaine/core';
import type { VaultPlugin } from '@chatelaine/core';
import * as v from 'valibot';
import { MemoryKeyStore } from './memory-key-store.ts';

/** Options of `keyStore: { use: 'memory', … }`. */
export interface MemoryOptions {
  /**
   * Records that outlive the vault: vaults that are given the same store work over the same records, at once or one
   * after another. Absent: the vault has records of its own, which end with it.
   */
  readonly store?: MemoryKeyStore;
}

const options = v.strictObject({ store: v.exactOptional(v.instance(MemoryKeyStore)) });

/** The plugin that keeps a vault in memory. */
export function memory(): VaultPlugin<{ keyStore: { memory: MemoryOptions } }> {
  return definePlugin<{ keyStore: { memory: MemoryOptions } }>({
    name: '@chatelaine/store-memory',
    apiVersion: pluginApiVersion,
    setup: (host) => {
      host.keyStore('memory', { options, open: ({ store }) => store?.openAnother() ?? new MemoryKeyStore() });
    },
  });
}
