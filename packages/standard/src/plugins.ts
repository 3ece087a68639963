import type { NoNames, VaultPlugin } from '@chatelaine/core';
import type { jsonlAudit } from '@chatelaine/audit-jsonl';
import type { casl } from '@chatelaine/authorization-casl';
import type { ImportedOptions } from '@chatelaine/material-imported';
import type { localRootKey } from '@chatelaine/root-key-local';
import type { level } from '@chatelaine/store-level';

/** Imports a plugin. */
export type Load<Plugin extends VaultPlugin = VaultPlugin> = () => Promise<Plugin>;

type LoadRootKey = Load<ReturnType<typeof localRootKey>>;

const loadRootKey: LoadRootKey = async () => (await import('@chatelaine/root-key-local')).localRootKey();

/** What a configuration can select, and where it comes from: loaded only when it is asked for. */
export const selectable: {
  readonly keyStore: { readonly level: Load<ReturnType<typeof level>> };
  readonly rootKey: {
    readonly 'key-file': LoadRootKey;
    readonly passphrase: LoadRootKey;
    readonly environment: LoadRootKey;
  };
  readonly authorizer: { readonly casl: Load<ReturnType<typeof casl>> };
  readonly auditSink: { readonly jsonl: Load<ReturnType<typeof jsonlAudit>> };
} = {
  keyStore: { level: async () => (await import('@chatelaine/store-level')).level() },
  rootKey: { 'key-file': loadRootKey, passphrase: loadRootKey, environment: loadRootKey },
  authorizer: { casl: async () => (await import('@chatelaine/authorization-casl')).casl() },
  auditSink: { jsonl: async () => (await import('@chatelaine/audit-jsonl')).jsonlAudit() },
};

/** What is always there: key specs and origins are selected by the request, not by the configuration. */
export const always: readonly Load<VaultPlugin<NoNames>>[] = [
  async () => (await import('@chatelaine/algorithm-aes')).aes(),
  async () => (await import('@chatelaine/algorithm-ec')).ec(),
  async () => (await import('@chatelaine/algorithm-hmac')).hmac(),
  async () => (await import('@chatelaine/algorithm-mldsa')).mldsa(),
  async () => (await import('@chatelaine/algorithm-rsa')).rsa(),
  async () => (await import('@chatelaine/algorithm-secp256k1')).secp256k1(),
  async () => (await import('@chatelaine/material-generated')).generated(),
];

export type { ImportedOptions };

/** The origin `external`, which has options of its own. */
export async function loadImported(options?: ImportedOptions): Promise<VaultPlugin<NoNames>> {
  return (await import('@chatelaine/material-imported')).imported(options);
}
