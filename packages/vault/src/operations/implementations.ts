import type { OperationName } from '@chatelaine/core';
import type { Implementation } from '../pipeline/implementation.ts';
import { activatePolicy, rotateBarrierKey, rotateDueBarrierKey, rotateRootKey, verifyStore } from './administration.ts';
import { associateAlias } from './associate-alias.ts';
import { tagKey, untagKey } from './change-tags.ts';
import { createAlias } from './create-alias.ts';
import { createGrant } from './create-grant.ts';
import { createKey } from './create-key.ts';
import { createDataKeyPair, createDataKeyPairWithoutPlaintext } from './data-key-pairs.ts';
import { createDataKey, createDataKeyWithoutPlaintext, decryptDataKey, encryptDataKey } from './data-keys.ts';
import { decryptData } from './decrypt-data.ts';
import { decryptStream } from './decrypt-stream.ts';
import { deleteAlias } from './delete-alias.ts';
import { deleteImportedKeyMaterial } from './delete-imported-key-material.ts';
import { describeKey } from './describe-key.ts';
import { encryptData } from './encrypt-data.ts';
import { encryptStream } from './encrypt-stream.ts';
import { retireGrant, revokeGrant } from './end-grant.ts';
import { expireImportTokens } from './expire-import-tokens.ts';
import { expireKeyMaterial } from './expire-key-material.ts';
import { findKeysByTags } from './find-keys-by-tags.ts';
import { generateRandom } from './generate-random.ts';
import { generateMac } from './generate-mac.ts';
import { getParametersForImport } from './get-parameters-for-import.ts';
import { getPublicKey } from './get-public-key.ts';
import { destroyKey } from './destroy-key.ts';
import { importKeyMaterial } from './import-key-material.ts';
import { listAliases } from './list-aliases.ts';
import { listDestroyedKeys } from './list-destroyed-keys.ts';
import { listKeyTags } from './list-key-tags.ts';
import { listGrants, listRetirableGrants } from './list-grants.ts';
import { listKeys } from './list-keys.ts';
import { cancelKeyDeletion, disableKey, enableKey, scheduleKeyDeletion } from './key-state.ts';
import {
  disableKeyRotation,
  enableKeyRotation,
  getKeyRotationStatus,
  updateKeyRotationInterval,
} from './key-rotation-settings.ts';
import { rotateDueKey } from './rotate-due-key.ts';
import { rotateKey } from './rotate-key.ts';
import { runDueJobs } from './run-due-jobs.ts';
import { updateKeyDescription } from './update-key-description.ts';
import { updateKeyMinimumVersion } from './update-key-minimum-version.ts';
import { reEncrypt } from './re-encrypt.ts';
import { sign } from './sign.ts';
import { verify } from './verify.ts';
import { verifyMac } from './verify-mac.ts';

/** The function of every operation of the table. */
export const implementations: Readonly<Record<OperationName, Implementation>> = {
  createKey,
  describeKey,
  listKeys,
  enableKey,
  disableKey,
  scheduleKeyDeletion,
  cancelKeyDeletion,
  updateKeyDescription,
  enableKeyRotation,
  disableKeyRotation,
  updateKeyRotationInterval,
  getKeyRotationStatus,
  rotateKey,
  updateKeyMinimumVersion,
  createAlias,
  associateAlias,
  deleteAlias,
  listAliases,
  tagKey,
  untagKey,
  listKeyTags,
  findKeysByTags,
  encryptData,
  decryptData,
  encryptStream,
  decryptStream,
  createDataKey,
  createDataKeyWithoutPlaintext,
  createDataKeyPair,
  createDataKeyPairWithoutPlaintext,
  encryptDataKey,
  decryptDataKey,
  reEncrypt,
  sign,
  verify,
  getPublicKey,
  generateMac,
  verifyMac,
  getParametersForImport,
  importKeyMaterial,
  deleteImportedKeyMaterial,
  expireKeyMaterial,
  expireImportTokens,
  createGrant,
  listGrants,
  listRetirableGrants,
  retireGrant,
  revokeGrant,
  generateRandom,
  activatePolicy,
  verifyStore,
  rotateBarrierKey,
  rotateRootKey,
  listDestroyedKeys,
  runDueJobs,
  rotateDueKey,
  rotateDueBarrierKey,
  destroyKey,
};
