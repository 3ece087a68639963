import { aes } from '@chatelaine/algorithm-aes';
import { jsonlAudit } from '@chatelaine/audit-jsonl';
import { casl } from '@chatelaine/authorization-casl';
import { generated } from '@chatelaine/material-generated';
import { localRootKey } from '@chatelaine/root-key-local';
import { level } from '@chatelaine/store-level';
import { openVault } from '@chatelaine/vault';

/** Opens the vault of this application in a folder; `create` says whether it may be a new one. */
export function openVaultIn(directory, { create }) {
  return openVault({
    region: 'eu-de-ring0',
    domainId: '3ba44455500dd43127',
    plugins: [level(), localRootKey(), casl(), jsonlAudit(), aes(), generated()],
    baseDirectory: directory,
    keyStore: { use: 'level', path: 'vault' },
    rootKey: { use: 'key-file', path: 'root.key' },
    authorizer: { use: 'casl' },
    audit: [{ use: 'jsonl', path: 'audit' }],
    create,
  });
}
