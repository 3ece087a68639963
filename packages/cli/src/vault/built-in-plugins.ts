import type { FactoryKind, VaultPlugin } from '@chatelaine/core';

/** Imports a plugin. */
export type Load = () => Promise<VaultPlugin>;

const rootKey: Load = async () => (await import('@chatelaine/root-key-local')).localRootKey();

/** What a configuration file can select, and where it comes from: loaded only if it is selected. */
export const selectable: Readonly<Record<FactoryKind, Readonly<Record<string, Load>>>> = {
  keyStore: { level: async () => (await import('@chatelaine/store-level')).level() },
  rootKey: { 'key-file': rootKey, passphrase: rootKey, environment: rootKey },
  authorizer: { casl: async () => (await import('@chatelaine/authorization-casl')).casl() },
  auditSink: { jsonl: async () => (await import('@chatelaine/audit-jsonl')).jsonlAudit() },
};

/** What is always there: key specs and origins are selected by the request, not by the configuration. */
export const always: readonly Load[] = [
  async () => (await import('@chatelaine/algorithm-aes')).aes(),
  async () => (await import('@chatelaine/algorithm-ec')).ec(),
  async () => (await import('@chatelaine/algorithm-hmac')).hmac(),
  async () => (await import('@chatelaine/algorithm-mldsa')).mldsa(),
  async () => (await import('@chatelaine/algorithm-rsa')).rsa(),
  async () => (await import('@chatelaine/algorithm-secp256k1')).secp256k1(),
  async () => (await import('@chatelaine/material-generated')).generated(),
];
