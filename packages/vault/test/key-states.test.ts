import {
  type CallerOperations,
  type ImportKeyMaterialRequest,
  type KeyState,
  type OperationName,
  operations,
} from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import { imported } from '@chatelaine/material-imported';
import { MemoryKeyStore } from '@chatelaine/store-memory';
import { describe, expect, test } from 'vitest';
import { testMac } from './support/algorithms/test-mac.ts';
import { withAlgorithms } from './support/algorithms/test-algorithms.ts';
import { testSigning } from './support/algorithms/test-signing.ts';
import { streamOf } from './support/bytes.ts';
import { copyOf } from './support/copied-records.ts';
import { wrappedFor } from './support/wrapped-material.ts';
import { codeOf, outcomeOf } from './support/refusal.ts';

const alice = { id: 'user:alice' };
const plaintext = new Uint8Array(32);

/** What a call of the matrix is about. */
interface Subject {
  readonly keyId: string;
  readonly signingKeyId: string;
  readonly rotatingKeyId: string;
  readonly macKeyId: string;
  readonly grantId: string;
  readonly externalKeyId: string;
  readonly wrapped: Pick<ImportKeyMaterialRequest, 'importToken' | 'encryptedKeyMaterial'>;
  readonly ciphertexts: { readonly data: Uint8Array; readonly dataKey: Uint8Array; readonly stream: Uint8Array };
}

type Use = (kms: CallerOperations, subject: Subject) => Promise<unknown>;

/** Every operation on a key, on the key of the subject. */
const uses: Partial<Readonly<Record<OperationName, Use>>> = {
  describeKey: (kms, { keyId }) => kms.describeKey({ keyId }),
  enableKey: (kms, { keyId }) => kms.enableKey({ keyId }),
  disableKey: (kms, { keyId }) => kms.disableKey({ keyId }),
  scheduleKeyDeletion: (kms, { keyId }) => kms.scheduleKeyDeletion({ keyId }),
  cancelKeyDeletion: (kms, { keyId }) => kms.cancelKeyDeletion({ keyId }),
  enableKeyRotation: (kms, { keyId }) => kms.enableKeyRotation({ keyId }),
  disableKeyRotation: (kms, { rotatingKeyId: keyId }) => kms.disableKeyRotation({ keyId }),
  updateKeyRotationInterval: (kms, { rotatingKeyId: keyId }) =>
    kms.updateKeyRotationInterval({ keyId, rotationInterval: 30 }),
  getKeyRotationStatus: (kms, { keyId }) => kms.getKeyRotationStatus({ keyId }),
  rotateKey: (kms, { keyId }) => kms.rotateKey({ keyId }),
  updateKeyMinimumVersion: (kms, { keyId }) => kms.updateKeyMinimumVersion({ keyId, minimumVersion: '0.1' }),
  updateKeyDescription: (kms, { keyId }) => kms.updateKeyDescription({ keyId, description: 'changed' }),
  createAlias: (kms, { keyId }) => kms.createAlias({ alias: 'alias/new', keyId }),
  associateAlias: (kms, { keyId }) => kms.associateAlias({ alias: 'alias/of-another', keyId }),
  deleteAlias: (kms) => kms.deleteAlias({ alias: 'alias/own' }),
  tagKey: (kms, { keyId }) => kms.tagKey({ keyId, tags: { env: 'test' } }),
  untagKey: (kms, { keyId }) => kms.untagKey({ keyId, tagKeys: ['env'] }),
  listKeyTags: (kms, { keyId }) => kms.listKeyTags({ keyId }),
  getParametersForImport: (kms, { externalKeyId: keyId }) =>
    kms.getParametersForImport({ keyId, wrappingAlgorithm: 'RSAES_OAEP_SHA_256' }),
  importKeyMaterial: async (kms, { externalKeyId: keyId, wrapped }) => kms.importKeyMaterial({ keyId, ...wrapped }),
  deleteImportedKeyMaterial: (kms, { externalKeyId: keyId }) => kms.deleteImportedKeyMaterial({ keyId }),
  createGrant: (kms, { keyId }) => kms.createGrant({ keyId, grantee: 'user:bob', operations: ['encryptData'] }),
  listGrants: (kms, { keyId }) => kms.listGrants({ keyId }),
  retireGrant: (kms, { keyId, grantId }) => kms.retireGrant({ keyId, grantId }),
  revokeGrant: (kms, { keyId, grantId }) => kms.revokeGrant({ keyId, grantId }),
  encryptData: (kms, { keyId }) => kms.encryptData({ keyId, plaintext }),
  decryptData: (kms, { ciphertexts }) => kms.decryptData({ ciphertext: ciphertexts.data }),
  encryptStream: (kms, { keyId }) => kms.encryptStream({ keyId, plaintext: streamOf(plaintext) }),
  decryptStream: (kms, { ciphertexts }) => kms.decryptStream({ ciphertext: streamOf(ciphertexts.stream) }),
  createDataKey: (kms, { keyId }) => kms.createDataKey({ keyId }),
  createDataKeyWithoutPlaintext: (kms, { keyId }) => kms.createDataKeyWithoutPlaintext({ keyId }),
  createDataKeyPair: (kms, { keyId }) => kms.createDataKeyPair({ keyId, keyPairSpec: 'TEST_SIGN' }),
  createDataKeyPairWithoutPlaintext: (kms, { keyId }) =>
    kms.createDataKeyPairWithoutPlaintext({ keyId, keyPairSpec: 'TEST_SIGN' }),
  encryptDataKey: (kms, { keyId }) => kms.encryptDataKey({ keyId, plaintext }),
  decryptDataKey: (kms, { ciphertexts }) => kms.decryptDataKey({ ciphertext: ciphertexts.dataKey }),
  reEncrypt: (kms, { keyId, ciphertexts }) => kms.reEncrypt({ ciphertext: ciphertexts.data, destinationKeyId: keyId }),
  sign: (kms, { signingKeyId: keyId }) => kms.sign({ keyId, message: plaintext }),
  verify: (kms, { signingKeyId: keyId }) => kms.verify({ keyId, message: plaintext, signature: plaintext }),
  getPublicKey: (kms, { signingKeyId: keyId }) => kms.getPublicKey({ keyId }),
  generateMac: (kms, { macKeyId: keyId }) => kms.generateMac({ keyId, message: plaintext }),
  verifyMac: (kms, { macKeyId: keyId }) => kms.verifyMac({ keyId, message: plaintext, mac: plaintext }),
};

type Answers = Partial<Readonly<Record<OperationName, string>>>;

/** Grants are seen and taken back in every state. */
const grants: Answers = { listGrants: 'success', retireGrant: 'success', revokeGrant: 'success' };

/** Changes of names and the like, which most states allow. */
const naming: Answers = {
  updateKeyMinimumVersion: 'success',
  updateKeyDescription: 'success',
  createAlias: 'success',
  associateAlias: 'success',
  tagKey: 'success',
  untagKey: 'success',
};

/** What each state answers, and how it is reached: written down a second time, and not read from the table of core. */
const reachable: Readonly<
  Record<
    Exclude<KeyState, 'PENDING_IMPORT'>,
    {
      readonly reach: (kms: CallerOperations, keyId: string) => Promise<unknown>;
      readonly usual: string;
      readonly unusual: Answers;
    }
  >
> = {
  ENABLED: {
    reach: () => Promise.resolve(),
    usual: 'success',
    unusual: {
      importKeyMaterial: 'KeyNotPendingImport',
      enableKey: 'KeyNotDisabled',
      cancelKeyDeletion: 'DeletionNotScheduled',
    },
  },
  DISABLED: {
    reach: (kms, keyId) => kms.disableKey({ keyId }),
    usual: 'KeyDisabled',
    unusual: {
      ...naming,
      ...grants,
      getParametersForImport: 'KeyNotPendingImport',
      importKeyMaterial: 'KeyNotPendingImport',
      deleteImportedKeyMaterial: 'success',
      describeKey: 'success',
      listKeyTags: 'success',
      getKeyRotationStatus: 'success',
      deleteAlias: 'success',
      enableKey: 'success',
      scheduleKeyDeletion: 'success',
      disableKey: 'KeyNotEnabled',
      cancelKeyDeletion: 'DeletionNotScheduled',
    },
  },
  PENDING_DELETION: {
    reach: (kms, keyId) => kms.scheduleKeyDeletion({ keyId }),
    usual: 'KeyPendingDeletion',
    unusual: {
      ...grants,
      describeKey: 'success',
      listKeyTags: 'success',
      getKeyRotationStatus: 'success',
      deleteAlias: 'success',
      cancelKeyDeletion: 'success',
      disableKey: 'KeyNotEnabled',
      scheduleKeyDeletion: 'DeletionAlreadyScheduled',
    },
  },
};

/** A key waits for its import only where a plugin imports material; what is checked is the same. */
const pendingImport: { readonly usual: string; readonly unusual: Answers } = {
  usual: 'KeyPendingImport',
  unusual: {
    ...naming,
    ...grants,
    getParametersForImport: 'success',
    importKeyMaterial: 'success',
    deleteImportedKeyMaterial: 'success',
    describeKey: 'success',
    listKeyTags: 'success',
    getKeyRotationStatus: 'success',
    deleteAlias: 'success',
    scheduleKeyDeletion: 'success',
    disableKey: 'KeyNotEnabled',
    cancelKeyDeletion: 'DeletionNotScheduled',
  },
};

async function subjectOf(kms: CallerOperations): Promise<Subject> {
  await kms.createKey({ alias: 'alias/of-another' });
  const { keyId } = await kms.createKey({ alias: 'alias/own' });
  const { keyId: signingKeyId } = await kms.createKey({ keySpec: 'TEST_SIGN' });
  const { keyId: macKeyId } = await kms.createKey({ keySpec: 'TEST_MAC' });
  const { keyId: externalKeyId } = await kms.createKey({ origin: 'external' });
  await kms.importKeyMaterial({ keyId: externalKeyId, ...(await wrappedFor(kms, externalKeyId)) });
  const wrapped = await wrappedFor(kms, externalKeyId);
  const { grantId } = await kms.createGrant({ keyId, grantee: 'user:bob', operations: ['encryptData'] });
  const { ciphertext: data } = await kms.encryptData({ keyId, plaintext });
  const { ciphertext: dataKey } = await kms.createDataKey({ keyId });
  const { ciphertext } = await kms.encryptStream({ keyId, plaintext: streamOf(plaintext) });
  const pieces: Uint8Array[] = [];
  for await (const piece of ciphertext) pieces.push(piece as Uint8Array);
  const { keyId: rotatingKeyId } = await kms.createKey();
  await kms.enableKeyRotation({ keyId: rotatingKeyId });
  return {
    keyId,
    signingKeyId,
    macKeyId,
    grantId,
    externalKeyId,
    wrapped,
    rotatingKeyId,
    ciphertexts: { data, dataKey, stream: Buffer.concat(pieces) },
  };
}

const plugins = [withAlgorithms(testSigning, testMac), imported()];

/** Made once: to make keys that material is wrapped under takes long. */
const made = (async () => {
  const store = new MemoryKeyStore();
  const vault = await openTestVault({ store, plugins });
  const subject = await subjectOf(vault.as(alice));
  await vault.close();
  return { store: store.openAnother(), subject };
})();

describe('the matrix of operations and states', () => {
  test('has every operation on a key', () => {
    const onKeys = Object.entries(operations).filter(([, { states }]) => states !== undefined);
    expect(Object.keys(uses).toSorted()).toEqual(onKeys.map(([name]) => name).toSorted());
  });

  const names = Object.keys(uses) as (keyof typeof uses)[];
  const rows = Object.entries(reachable).flatMap(([state, answers]) =>
    names.map((name) => ({ state, name, ...answers })),
  );

  test.each(rows)('in state $state: $name', async ({ state, name, reach, usual, unusual }) => {
    const { store, subject } = await made;
    await using vault = await openTestVault({ store: await copyOf(store), plugins });
    const kms = vault.as(alice);
    const keys = [subject.keyId, subject.signingKeyId, subject.macKeyId, subject.rotatingKeyId, subject.externalKeyId];
    for (const keyId of keys) await reach(kms, keyId);
    expect((await kms.describeKey({ keyId: subject.keyId })).state).toBe(state);
    const outcome = await outcomeOf(uses[name]?.(kms, subject) ?? Promise.resolve());
    expect(outcome).toBe(unusual[name] ?? usual);
    await vault.administration.verifyStore();
  });

  test.each(names)('in state PENDING_IMPORT: %s', (name) => {
    const { usual, unusual } = pendingImport;
    expect(operations[name].states?.PENDING_IMPORT.replace('allowed', 'success')).toBe(unusual[name] ?? usual);
  });
});

describe('a disabled key', () => {
  test('can be used again as before once it is enabled, also after the vault was closed', async () => {
    await using vault = await openTestVault();
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    const { ciphertext } = await kms.encryptData({ keyId, plaintext });
    expect(await kms.disableKey({ keyId })).toEqual({ keyId, state: 'DISABLED' });
    expect(await codeOf(kms.decryptData({ ciphertext }))).toBe('KeyDisabled');
    expect(await kms.enableKey({ keyId })).toEqual({ keyId, state: 'ENABLED' });
    expect((await kms.decryptData({ ciphertext })).plaintext).toEqual(plaintext);
  });

  test('tells its state to those only who may use it', async () => {
    await using vault = await openTestVault({ decide: ({ action }) => action !== 'kms:cmk:encryptData' });
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    await kms.disableKey({ keyId });
    expect(await codeOf(kms.encryptData({ keyId, plaintext }))).toBe('AccessDenied');
    expect(await codeOf(kms.createDataKey({ keyId }))).toBe('KeyDisabled');
  });

  test('is disabled by exactly one of many who do it at the same time', async () => {
    await using vault = await openTestVault();
    const kms = vault.as(alice);
    const { keyId } = await kms.createKey();
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => outcomeOf(kms.disableKey({ keyId }))));
    expect(outcomes.filter((outcome) => outcome === 'success')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'KeyNotEnabled')).toHaveLength(99);
  });
});

test('a description is replaced and can be taken away', async () => {
  await using vault = await openTestVault();
  const kms = vault.as(alice);
  const { keyId } = await kms.createKey({ description: 'first' });
  const description = 'é'.repeat(255);
  expect(await kms.updateKeyDescription({ keyId, description })).toEqual({ keyId, description });
  expect((await kms.describeKey({ keyId })).description).toBe(description);
  await kms.updateKeyDescription({ keyId, description: '' });
  expect((await kms.describeKey({ keyId })).description).toBe('');
});
