import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { describeAlgorithms } from '@chatelaine/vault';
import {
  type CallerOperations,
  openVault,
  standard,
  type StandardPlugins,
  type Vault,
  type VaultConfiguration,
  VaultError,
} from '@chatelaine/standard';

const policy = `
policy: chatelaine/v1
name: trial
rules:
  - id: alice
    effect: allow
    who: ['user:alice']
    actions: [kms:cmk:create, kms:alias:create, kms:cmk:encryptData, kms:cmk:decryptData, kms:cmk:sign, kms:cmk:verify]
    keys: all
    reason: A trial outside of the repository
`;

async function configuration(): Promise<VaultConfiguration<StandardPlugins>> {
  return {
    region: 'eu-1',
    domainId: 'shop',
    plugins: await standard(),
    keyStore: { use: 'level', path: './vault' },
    rootKey: { use: 'key-file', path: './root.key' },
    authorizer: { use: 'casl' },
    audit: [{ use: 'jsonl', path: './audit' }],
  };
}

async function useKeys(kms: CallerOperations): Promise<void> {
  await kms.createKey({ alias: 'alias/trial' });
  await writeFile('plain', 'a line\n');
  const { ciphertext } = await kms.encryptStream({ keyId: 'alias/trial', plaintext: createReadStream('plain') });
  const { plaintext } = await kms.decryptStream({ ciphertext });
  process.stdout.write((await buffer(plaintext)).toString());
  const { keyId } = await kms.createKey({ keySpec: 'EC_P256' });
  const message = new TextEncoder().encode('a message');
  const { signature } = await kms.sign({ keyId, message });
  const { signatureValid } = await kms.verify({ keyId, message, signature });
  process.stdout.write(`${signatureValid}\n`);
}

const vault: Vault = await openVault(await configuration());
try {
  await vault.administration.activatePolicy({ documents: [{ name: 'a', text: policy }], expectedVersion: 0 });
  await useKeys(vault.as({ id: 'user:alice' }, { mfa: { ageSeconds: 3 } }));
  await useKeys(vault.as({ id: 'user:bob' }));
} catch (error) {
  if (!VaultError.is(error, 'AccessDenied')) throw error;
  process.stdout.write(`${error.code}\n`);
} finally {
  await vault.close();
}
process.stdout.write(`${(await describeAlgorithms(await standard())).length}\n`);
