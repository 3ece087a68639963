// Opens the vault in the folder that is given, as `openOnDisk` does, and changes a key until it is killed.
import { writeSync } from 'node:fs';
import { aes } from '@chatelaine/algorithm-aes';
import { jsonlAudit } from '@chatelaine/audit-jsonl';
import { casl } from '@chatelaine/authorization-casl';
import { generated } from '@chatelaine/material-generated';
import { localRootKey } from '@chatelaine/root-key-local';
import { level } from '@chatelaine/store-level';
import { openVault } from '@chatelaine/vault';

const [directory, keyId, records] = process.argv.slice(2);

const vault = await openVault({
  region: 'eu-test-1',
  domainId: 'domain1',
  baseDirectory: directory,
  plugins: [level(), localRootKey(), casl(), jsonlAudit(), aes(), generated()],
  keyStore: { use: 'level', path: 'vault' },
  rootKey: { use: 'key-file', path: 'root.key' },
  authorizer: { use: 'casl' },
  audit: [{ use: 'jsonl', path: 'audit' }],
  limits: { recordsPerBarrierKey: Number(records) },
  create: false,
});

const kms = vault.as({ id: 'user:alice' });
for (let count = 1; ; count += 1) {
  await kms.updateKeyDescription({ keyId, description: `change ${count}` });
  writeSync(1, `${count}\n`);
}
