import * as administration from './administration-operations.ts';
import * as aliases from './alias-operations.ts';
import * as data from './data-operations.ts';
import * as pairs from './data-key-pair-operations.ts';
import * as dataKeys from './data-key-operations.ts';
import type { OperationDeclaration } from './declaration.ts';
import * as grants from './grant-operations.ts';
import * as imports from './import-operations.ts';
import * as jobs from './job-operations.ts';
import * as keys from './key-operations.ts';
import * as lifecycle from './lifecycle-operations.ts';
import * as macs from './mac-operations.ts';
import * as random from './random-operations.ts';
import * as rotation from './rotation-operations.ts';
import * as reEncryption from './re-encrypt-operation.ts';
import * as tags from './tag-operations.ts';
import * as signatures from './signature-operations.ts';

/** What each operation takes and gives, for types; `operations` has the same names as data. */
export interface OperationTypes {
  createKey: { request: keys.CreateKeyRequest; response: keys.KeyMetadata };
  describeKey: { request: keys.DescribeKeyRequest; response: keys.DescribeKeyResponse };
  listKeys: { request: keys.ListKeysRequest; response: keys.ListKeysResponse };
  enableKey: { request: lifecycle.EnableKeyRequest; response: lifecycle.KeyStateResponse };
  disableKey: { request: lifecycle.DisableKeyRequest; response: lifecycle.KeyStateResponse };
  scheduleKeyDeletion: {
    request: lifecycle.ScheduleKeyDeletionRequest;
    response: lifecycle.ScheduleKeyDeletionResponse;
  };
  cancelKeyDeletion: { request: lifecycle.CancelKeyDeletionRequest; response: lifecycle.KeyStateResponse };
  updateKeyDescription: {
    request: lifecycle.UpdateKeyDescriptionRequest;
    response: lifecycle.UpdateKeyDescriptionResponse;
  };
  enableKeyRotation: { request: rotation.EnableKeyRotationRequest; response: rotation.KeyRotationResponse };
  disableKeyRotation: {
    request: rotation.DisableKeyRotationRequest;
    response: rotation.DisableKeyRotationResponse;
  };
  updateKeyRotationInterval: {
    request: rotation.UpdateKeyRotationIntervalRequest;
    response: rotation.KeyRotationResponse;
  };
  getKeyRotationStatus: {
    request: rotation.GetKeyRotationStatusRequest;
    response: rotation.GetKeyRotationStatusResponse;
  };
  rotateKey: { request: rotation.RotateKeyRequest; response: rotation.RotateKeyResponse };
  updateKeyMinimumVersion: {
    request: rotation.UpdateKeyMinimumVersionRequest;
    response: rotation.UpdateKeyMinimumVersionResponse;
  };
  getParametersForImport: {
    request: imports.GetParametersForImportRequest;
    response: imports.GetParametersForImportResponse;
  };
  importKeyMaterial: { request: imports.ImportKeyMaterialRequest; response: imports.ImportKeyMaterialResponse };
  deleteImportedKeyMaterial: {
    request: imports.DeleteImportedKeyMaterialRequest;
    response: imports.DeleteImportedKeyMaterialResponse;
  };
  createAlias: { request: aliases.CreateAliasRequest; response: aliases.AliasEntry };
  associateAlias: { request: aliases.AssociateAliasRequest; response: aliases.AliasEntry };
  deleteAlias: { request: aliases.DeleteAliasRequest; response: aliases.DeleteAliasResponse };
  listAliases: { request: aliases.ListAliasesRequest; response: aliases.ListAliasesResponse };
  tagKey: { request: tags.TagKeyRequest; response: tags.KeyTags };
  untagKey: { request: tags.UntagKeyRequest; response: tags.KeyTags };
  listKeyTags: { request: tags.ListKeyTagsRequest; response: tags.KeyTags };
  findKeysByTags: { request: tags.FindKeysByTagsRequest; response: tags.FindKeysByTagsResponse };
  encryptData: { request: data.EncryptDataRequest; response: data.EncryptDataResponse };
  decryptData: { request: data.DecryptDataRequest; response: data.DecryptDataResponse };
  encryptStream: { request: data.EncryptStreamRequest; response: data.EncryptStreamResponse };
  decryptStream: { request: data.DecryptStreamRequest; response: data.DecryptStreamResponse };
  createDataKey: { request: dataKeys.CreateDataKeyRequest; response: dataKeys.CreateDataKeyResponse };
  createDataKeyWithoutPlaintext: {
    request: dataKeys.CreateDataKeyRequest;
    response: dataKeys.CreateDataKeyWithoutPlaintextResponse;
  };
  createDataKeyPair: { request: pairs.CreateDataKeyPairRequest; response: pairs.CreateDataKeyPairResponse };
  createDataKeyPairWithoutPlaintext: {
    request: pairs.CreateDataKeyPairRequest;
    response: pairs.CreateDataKeyPairWithoutPlaintextResponse;
  };
  encryptDataKey: { request: dataKeys.EncryptDataKeyRequest; response: dataKeys.EncryptDataKeyResponse };
  decryptDataKey: { request: dataKeys.DecryptDataKeyRequest; response: dataKeys.DecryptDataKeyResponse };
  reEncrypt: { request: reEncryption.ReEncryptRequest; response: reEncryption.ReEncryptResponse };
  sign: { request: signatures.SignRequest; response: signatures.SignResponse };
  verify: { request: signatures.VerifyRequest; response: signatures.VerifyResponse };
  getPublicKey: { request: signatures.GetPublicKeyRequest; response: signatures.GetPublicKeyResponse };
  generateMac: { request: macs.GenerateMacRequest; response: macs.GenerateMacResponse };
  verifyMac: { request: macs.VerifyMacRequest; response: macs.VerifyMacResponse };
  createGrant: { request: grants.CreateGrantRequest; response: grants.GrantResponse };
  listGrants: { request: grants.ListGrantsRequest; response: grants.ListGrantsResponse };
  listRetirableGrants: { request: grants.ListRetirableGrantsRequest; response: grants.ListGrantsResponse };
  retireGrant: { request: grants.RetireGrantRequest; response: grants.GrantResponse };
  revokeGrant: { request: grants.RevokeGrantRequest; response: grants.GrantResponse };
  generateRandom: { request: random.GenerateRandomRequest; response: random.GenerateRandomResponse };
  activatePolicy: { request: administration.ActivatePolicyRequest; response: administration.ActivatePolicyResponse };
  verifyStore: { request: administration.VerifyStoreRequest; response: administration.VerifyStoreResponse };
  rotateBarrierKey: {
    request: administration.RotateBarrierKeyRequest;
    response: administration.RotateBarrierKeyResponse;
  };
  rotateRootKey: { request: administration.RotateRootKeyRequest; response: administration.RotateRootKeyResponse };
  listDestroyedKeys: {
    request: administration.ListDestroyedKeysRequest;
    response: administration.ListDestroyedKeysResponse;
  };
  runDueJobs: { request: jobs.RunDueJobsRequest; response: jobs.RunDueJobsResponse };
  rotateDueKey: { request: jobs.JobRequest; response: jobs.JobResponse };
  rotateDueBarrierKey: {
    request: jobs.RotateDueBarrierKeyRequest;
    response: administration.RotateBarrierKeyResponse;
  };
  expireKeyMaterial: { request: jobs.JobRequest; response: jobs.JobResponse };
  expireImportTokens: { request: jobs.JobRequest; response: jobs.JobResponse };
  destroyKey: { request: jobs.JobRequest; response: jobs.JobResponse };
}

export type OperationName = keyof OperationTypes;

/** The operations of the host alone, on `vault.administration`. */
export type AdministrationName =
  'activatePolicy' | 'verifyStore' | 'rotateBarrierKey' | 'rotateRootKey' | 'listDestroyedKeys' | 'runDueJobs';

/** The operations of principals, on the object that `vault.as()` returns. */
export type CallerOperationName = Exclude<OperationName, AdministrationName | jobs.JobName | jobs.VaultJobName>;

/** Every operation of the product, declared once. To add one: declare it here, and write its function in the vault. */
export const operations: {
  readonly [Name in OperationName]: OperationDeclaration<OperationTypes[Name]['request']>;
} = {
  createKey: keys.createKey,
  describeKey: keys.describeKey,
  listKeys: keys.listKeys,
  enableKey: lifecycle.enableKey,
  disableKey: lifecycle.disableKey,
  scheduleKeyDeletion: lifecycle.scheduleKeyDeletion,
  cancelKeyDeletion: lifecycle.cancelKeyDeletion,
  updateKeyDescription: lifecycle.updateKeyDescription,
  enableKeyRotation: rotation.enableKeyRotation,
  disableKeyRotation: rotation.disableKeyRotation,
  updateKeyRotationInterval: rotation.updateKeyRotationInterval,
  getKeyRotationStatus: rotation.getKeyRotationStatus,
  rotateKey: rotation.rotateKey,
  updateKeyMinimumVersion: rotation.updateKeyMinimumVersion,
  getParametersForImport: imports.getParametersForImport,
  importKeyMaterial: imports.importKeyMaterial,
  deleteImportedKeyMaterial: imports.deleteImportedKeyMaterial,
  createAlias: aliases.createAlias,
  associateAlias: aliases.associateAlias,
  deleteAlias: aliases.deleteAlias,
  listAliases: aliases.listAliases,
  tagKey: tags.tagKey,
  untagKey: tags.untagKey,
  listKeyTags: tags.listKeyTags,
  findKeysByTags: tags.findKeysByTags,
  encryptData: data.encryptData,
  decryptData: data.decryptData,
  encryptStream: data.encryptStream,
  decryptStream: data.decryptStream,
  createDataKey: dataKeys.createDataKey,
  createDataKeyWithoutPlaintext: dataKeys.createDataKeyWithoutPlaintext,
  createDataKeyPair: pairs.createDataKeyPair,
  createDataKeyPairWithoutPlaintext: pairs.createDataKeyPairWithoutPlaintext,
  encryptDataKey: dataKeys.encryptDataKey,
  decryptDataKey: dataKeys.decryptDataKey,
  reEncrypt: reEncryption.reEncrypt,
  sign: signatures.sign,
  verify: signatures.verify,
  getPublicKey: signatures.getPublicKey,
  generateMac: macs.generateMac,
  verifyMac: macs.verifyMac,
  createGrant: grants.createGrant,
  listGrants: grants.listGrants,
  listRetirableGrants: grants.listRetirableGrants,
  retireGrant: grants.retireGrant,
  revokeGrant: grants.revokeGrant,
  generateRandom: random.generateRandom,
  activatePolicy: administration.activatePolicy,
  verifyStore: administration.verifyStore,
  rotateBarrierKey: administration.rotateBarrierKey,
  rotateRootKey: administration.rotateRootKey,
  listDestroyedKeys: administration.listDestroyedKeys,
  runDueJobs: jobs.runDueJobs,
  rotateDueKey: jobs.rotateDueKey,
  rotateDueBarrierKey: jobs.rotateDueBarrierKey,
  expireKeyMaterial: jobs.expireKeyMaterial,
  expireImportTokens: jobs.expireImportTokens,
  destroyKey: jobs.destroyKey,
};

/** The methods of the object that `vault.as()` returns. */
export type CallerOperations = {
  readonly [Name in CallerOperationName]: Method<Name>;
};

/** The methods of `vault.administration`. */
export type AdministrationOperations = {
  readonly [Name in AdministrationName]: Method<Name>;
};

/** Takes one object (nothing where every member is optional) and promises one object. */
export type Method<Name extends OperationName> =
  Record<never, never> extends OperationTypes[Name]['request']
    ? (request?: OperationTypes[Name]['request']) => Promise<OperationTypes[Name]['response']>
    : (request: OperationTypes[Name]['request']) => Promise<OperationTypes[Name]['response']>;
