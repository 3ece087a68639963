import type { Action } from '../operations/actions.ts';

/** The name of something that a grant can give. */
export type GrantableOperation =
  | 'describeKey'
  | 'getPublicKey'
  | 'createGrant'
  | 'encryptData'
  | 'decryptData'
  | 'reEncryptFrom'
  | 'reEncryptTo'
  | 'createDataKey'
  | 'createDataKeyWithoutPlaintext'
  | 'createDataKeyPair'
  | 'createDataKeyPairWithoutPlaintext'
  | 'encryptDataKey'
  | 'decryptDataKey'
  | 'sign'
  | 'verify'
  | 'generateMac'
  | 'verifyMac';

/**
 * What a grant can give: an operation by its name, and the action that a policy would allow instead. Streams are encrypted and
 * decrypted under the actions of data. `reEncrypt` needs `reEncryptFrom` on one key and `reEncryptTo` on the other.
 */
export const grantableOperations: Readonly<Record<GrantableOperation, Action>> = {
  describeKey: 'kms:cmk:get',
  getPublicKey: 'kms:cmk:getPublicKey',
  createGrant: 'kms:cmk:createGrant',
  encryptData: 'kms:cmk:encryptData',
  decryptData: 'kms:cmk:decryptData',
  reEncryptFrom: 'kms:cmk:reEncryptFrom',
  reEncryptTo: 'kms:cmk:reEncryptTo',
  createDataKey: 'kms:cmk:createDataKey',
  createDataKeyWithoutPlaintext: 'kms:cmk:createDataKeyWithoutPlaintext',
  createDataKeyPair: 'kms:cmk:createDataKeyPair',
  createDataKeyPairWithoutPlaintext: 'kms:cmk:createDataKeyPairWithoutPlaintext',
  encryptDataKey: 'kms:cmk:encryptDataKey',
  decryptDataKey: 'kms:cmk:decryptDataKey',
  sign: 'kms:cmk:sign',
  verify: 'kms:cmk:verify',
  generateMac: 'kms:cmk:generateMac',
  verifyMac: 'kms:cmk:verifyMac',
};
