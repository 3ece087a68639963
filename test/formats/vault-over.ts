import { aes } from '@chatelaine/algorithm-aes';
import {
  type Authorizer,
  type Decision,
  definePlugin,
  type KeyStore,
  pluginApiVersion,
  type Policy,
  type PolicyDocument,
  type VaultPlugin,
} from '@chatelaine/core';
import { generated } from '@chatelaine/material-generated';
import { localRootKey } from '@chatelaine/root-key-local';
import { memory, MemoryKeyStore } from '@chatelaine/store-memory';
import { openVault, type Vault } from '@chatelaine/vault';
import * as v from 'valibot';
import { unhex } from './independent/bytes.ts';
import type { StoredBytes } from './independent/head.ts';
import type { Vectors } from './vector-files.ts';

/** The one document that makes `bundleAuthorizer` allow something. */
export const permission: PolicyDocument = { name: 'everything.txt', text: 'Everything is allowed – to all.\n' };

/** Allows everything if the active bundle is the permission, byte by byte, and nothing else. */
export function bundleAuthorizer(): VaultPlugin<{ authorizer: { bundle: Record<never, never> } }> {
  const compile = (documents: readonly PolicyDocument[]): Policy => {
    const allows = JSON.stringify(documents) === JSON.stringify([permission]);
    const decision: Decision = allows
      ? { effect: 'allow', kind: 'explicit', rule: permission.name, reason: permission.text }
      : { effect: 'deny', kind: 'default', reason: 'The bundle is another one.' };
    return { decide: () => decision, gains: () => [] };
  };
  return definePlugin<{ authorizer: { bundle: Record<never, never> } }>({
    name: 'bundle-authorizer',
    apiVersion: pluginApiVersion,
    setup: (host) => host.authorizer('bundle', { options: v.strictObject({}), open: (): Authorizer => ({ compile }) }),
  });
}

/** Where the vaults of these tests read their root key. */
export const rootKeyVariable = 'FORMATS_ROOT_KEY';

/** A vault of real parts over the records of `store`. */
export function openVaultOver(store: MemoryKeyStore, place: { region: string; domainId: string }): Promise<Vault> {
  return openVault({
    region: place.region,
    domainId: place.domainId,
    plugins: [memory(), localRootKey(), bundleAuthorizer(), generated(), aes()],
    keyStore: { use: 'memory', store },
    rootKey: { use: 'environment', variable: rootKeyVariable },
    authorizer: { use: 'bundle' },
  });
}

/** A store that holds exactly these records, each at its revision. */
export async function storeHolding(records: readonly StoredBytes[]): Promise<MemoryKeyStore> {
  const store = new MemoryKeyStore();
  for (const { path, revision, value } of records) {
    for (let expected = 0; expected < revision; expected += 1) await store.commit([{ path, expected, value }]);
  }
  return store;
}

/** The records of the vault in `docs/vectors/store.json`. */
export function vectorRecords({ keyring, records }: Vectors<'store'>): readonly StoredBytes[] {
  return [keyring, ...records].map(({ path, revision, value }) => ({ path, revision, value: unhex(value) }));
}

/** Every live record of a store. */
export async function recordsOf(store: KeyStore): Promise<readonly StoredBytes[]> {
  const found: StoredBytes[] = [];
  for (;;) {
    const page = await store.list('', found.at(-1)?.path, 1_000);
    found.push(...page);
    if (page.length < 1_000) return found;
  }
}
