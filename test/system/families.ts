import { fileURLToPath } from 'node:url';
import { ec } from '@chatelaine/algorithm-ec';
import { hmac } from '@chatelaine/algorithm-hmac';
import { mldsa } from '@chatelaine/algorithm-mldsa';
import { rsa } from '@chatelaine/algorithm-rsa';
import { secp256k1 } from '@chatelaine/algorithm-secp256k1';
import type { CallerOperations, KeyUsage, VaultPlugin } from '@chatelaine/core';
import { readPolicyFolder } from '@chatelaine/policy';
import type { Vault } from '@chatelaine/vault';
import { openOnDisk, temporaryFolder } from './vault-on-disk.ts';

/** Every key that the tests of the families use: alias, spec, usage. */
export const keys = [
  ['alias/families/data', 'AES_256', 'ENCRYPT_DECRYPT'],
  ['alias/families/other-data', 'AES_256', 'ENCRYPT_DECRYPT'],
  ['alias/families/mac-256', 'HMAC_256', 'GENERATE_VERIFY_MAC'],
  ['alias/families/mac-384', 'HMAC_384', 'GENERATE_VERIFY_MAC'],
  ['alias/families/mac-512', 'HMAC_512', 'GENERATE_VERIFY_MAC'],
  ['alias/families/rsa-2048', 'RSA_2048', 'SIGN_VERIFY'],
  ['alias/families/rsa-3072', 'RSA_3072', 'SIGN_VERIFY'],
  ['alias/families/rsa-4096', 'RSA_4096', 'SIGN_VERIFY'],
  ['alias/families/inbox-2048', 'RSA_2048', 'ENCRYPT_DECRYPT'],
  ['alias/families/inbox-3072', 'RSA_3072', 'ENCRYPT_DECRYPT'],
  ['alias/families/p256', 'EC_P256', 'SIGN_VERIFY'],
  ['alias/families/p384', 'EC_P384', 'SIGN_VERIFY'],
  ['alias/families/k1', 'SECP256K1', 'SIGN_VERIFY'],
  ['alias/families/lattice-44', 'ML_DSA_44', 'SIGN_VERIFY'],
  ['alias/families/lattice-65', 'ML_DSA_65', 'SIGN_VERIFY'],
  ['alias/families/lattice-87', 'ML_DSA_87', 'SIGN_VERIFY'],
] as const satisfies readonly (readonly [string, string, KeyUsage])[];

const names = ['encryptData', 'decryptData', 'reEncryptFrom', 'reEncryptTo', 'sign', 'verify', 'getPublicKey'];
const more = ['generateMac', 'verifyMac', 'createDataKey', 'decryptDataKey', 'createDataKeyPair'];
const actions = [...names, ...more, 'createDataKeyPairWithoutPlaintext'].map((name) => `kms:cmk:${name}`);

// Beside the shipped policies, so that their denials are in force, too.
const policy = `policy: chatelaine/v1
name: families
rules:
  - id: everything-with-keys-of-the-families
    effect: allow
    who: [user:fay]
    actions: [kms:cmk:create, kms:alias:create, kms:cmk:get, ${actions.join(', ')}]
    keys: [alias/families/*]
    reason: Fay tries every family
  - id: verification-for-all
    effect: allow
    who: [user:vera]
    actions: [kms:cmk:verify, kms:cmk:getPublicKey]
    keys: [alias/families/*]
    reason: Signatures are made to be verified
`;

export const fay = { id: 'user:fay' } as const;
export const vera = { id: 'user:vera' } as const;

const families = (): readonly VaultPlugin[] => [ec(), hmac(), mldsa(), rsa(), secp256k1()];

/** Opens a vault on disk with every family. */
export function openFamilies(directory: string): Promise<Vault> {
  return openOnDisk(directory, { plugins: families() });
}

/** A folder with a vault that is closed again, in which Fay has the keys of some aliases. */
export async function placeOfFamilies(...aliases: readonly string[]): Promise<string> {
  const directory = temporaryFolder();
  await using vault = await openFamilies(directory);
  const shipped = readPolicyFolder(fileURLToPath(new URL('../../policies', import.meta.url)));
  const documents = [...shipped, { name: 'families.policy.yaml', text: policy }];
  await vault.administration.activatePolicy({ documents, expectedVersion: 0 });
  for (const [alias, keySpec, keyUsage] of keys) {
    if (aliases.includes(alias)) await vault.as(fay).createKey({ alias, keySpec, keyUsage });
  }
  return directory;
}

/** Opens the vault in a folder for some of Fay's calls, and closes it. */
export async function asFay<Result>(
  directory: string,
  work: (kms: CallerOperations, vault: Vault) => Promise<Result>,
): Promise<Result> {
  await using vault = await openFamilies(directory);
  return await work(vault.as(fay), vault);
}
