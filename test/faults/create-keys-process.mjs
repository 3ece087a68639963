// Opens the vault in the folder that is given, as `openOnDisk` does, and creates keys until it is killed.
import { writeSync } from 'node:fs';
import { aes } from '@chatelaine/algorithm-aes';
import { jsonlAudit } from '@chatelaine/audit-jsonl';
import { casl } from '@chatelaine/authorization-casl';
import { generated } from '@chatelaine/material-generated';
import { localRootKey } from '@chatelaine/root-key-local';
import { level } from '@chatelaine/store-level';
import { openVault } from '@chatelaine/vault';

const [directory, prefix] = process.argv.slice(2);
const writersAtOnce = 4;

/** Written at once: what was told to nobody was not acknowledged. */
const tell = (...words) => writeSync(1, `${words.join(' ')}\n`);

const vault = await openVault({
  region: 'eu-test-1',
  domainId: 'domain1',
  baseDirectory: directory,
  plugins: [level(), localRootKey(), casl(), jsonlAudit(), aes(), generated()],
  keyStore: { use: 'level', path: 'vault' },
  rootKey: { use: 'key-file', path: 'root.key' },
  authorizer: { use: 'casl' },
  audit: [{ use: 'jsonl', path: 'audit' }],
  create: false,
});
tell('open');

const kms = vault.as({ id: 'user:alice' });
let count = 0;

async function write() {
  for (;;) {
    count += 1;
    const alias = `alias/${prefix}-${count}`;
    const { keyId } = await kms.createKey({ alias, tags: { prefix } });
    tell('created', keyId, alias);
    const { ciphertext } = await kms.encryptData({ keyId, plaintext: Buffer.from(keyId) });
    tell('encrypted', keyId, Buffer.from(ciphertext).toString('base64url'));
  }
}

await Promise.all(Array.from({ length: writersAtOnce }, write));
