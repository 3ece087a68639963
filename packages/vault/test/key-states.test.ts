import { type CallerOperations, type OperationName, operations } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import { describe, expect, test } from 'vitest';
import { testMac } from './support/algorithms/test-mac.ts';
import { withAlgorithms } from './support/algorithms/test-algorithms.ts';
import { testSigning } from './support/algorithms/test-signing.ts';
import { streamOf } from './support/bytes.ts';
import { codeOf, outcomeOf } from './support/refusal.ts';

const alice = { id: 'user:alice' };
const plaintext = new Uint8Array(32);

/** What a call of the matrix is about. */
interface Subject {
  readonly keyId: string;
  readonly signingKeyId: string;
  readonly macKeyId: string;
  readonly ciphertexts: { readonly data: Uint8Array; readonly dataKey: Uint8Array; readonly stream: Uint8Array };
}

type Use = (kms: CallerOperations, subject: Subject) => Promise<unknown>;

/** Every operation on a key, on the key of the subject. */
const uses: Partial<Readonly<Record<OperationName, Use>>> = {
  describeKey: (kms, { keyId }) => kms.describeKey({ keyId }),
  enableKey: (kms, { keyId }) => kms.enableKey({ keyId }),
  disableKey: (kms, { keyId }) => kms.disableKey({ keyId }),
  updateKeyDescription: (kms, { keyId }) => kms.updateKeyDescription({ keyId, description: 'changed' }),
  createAlias: (kms, { keyId }) => kms.createAlias({ alias: 'alias/new', keyId }),
  associateAlias: (kms, { keyId }) => kms.associateAlias({ alias: 'alias/of-another', keyId }),
  deleteAlias: (kms) => kms.deleteAlias({ alias: 'alias/own' }),
  tagKey: (kms, { keyId }) => kms.tagKey({ keyId, tags: { env: 'test' } }),
  untagKey: (kms, { keyId }) => kms.untagKey({ keyId, tagKeys: ['env'] }),
  listKeyTags: (kms, { keyId }) => kms.listKeyTags({ keyId }),
  encryptData: (kms, { keyId }) => kms.encryptData({ keyId, plaintext }),
  decryptData: (kms, { ciphertexts }) => kms.decryptData({ ciphertext: ciphertexts.data }),
  encryptStream: (kms, { keyId }) => kms.encryptStream({ keyId, plaintext: streamOf(plaintext) }),
  decryptStream: (kms, { ciphertexts }) => kms.decryptStream({ ciphertext: streamOf(ciphertexts.stream) }),
  createDataKey: (kms, { keyId }) => kms.createDataKey({ keyId }),
  createDataKeyWithoutPlaintext: (kms, { keyId }) => kms.createDataKeyWithoutPlaintext({ keyId }),
  encryptDataKey: (kms, { keyId }) => kms.encryptDataKey({ keyId, plaintext }),
  decryptDataKey: (kms, { ciphertexts }) => kms.decryptDataKey({ ciphertext: ciphertexts.dataKey }),
  sign: (kms, { signingKeyId: keyId }) => kms.sign({ keyId, message: plaintext }),
  verify: (kms, { signingKeyId: keyId }) => kms.verify({ keyId, message: plaintext, signature: plaintext }),
  getPublicKey: (kms, { signingKeyId: keyId }) => kms.getPublicKey({ keyId }),
  generateMac: (kms, { macKeyId: keyId }) => kms.generateMac({ keyId, message: plaintext }),
  verifyMac: (kms, { macKeyId: keyId }) => kms.verifyMac({ keyId, message: plaintext, mac: plaintext }),
};

const allowed = [
  'describeKey',
  'updateKeyDescription',
  'createAlias',
  'associateAlias',
  'deleteAlias',
  'tagKey',
  'untagKey',
  'listKeyTags',
] as const satisfies readonly OperationName[];

/** What each state answers; written down here a second time, from the rules and not from the table of core. */
const answers: Readonly<Record<string, (name: OperationName) => string>> = {
  ENABLED: (name) => (name === 'enableKey' ? 'KeyNotDisabled' : 'success'),
  DISABLED: (name) => {
    if (name === 'disableKey') return 'KeyNotEnabled';
    return name === 'enableKey' || allowed.some((each) => each === name) ? 'success' : 'KeyDisabled';
  },
};

const reach: Readonly<Record<string, (kms: CallerOperations, keyId: string) => Promise<unknown>>> = {
  ENABLED: () => Promise.resolve(),
  DISABLED: (kms, keyId) => kms.disableKey({ keyId }),
};

async function subjectOf(kms: CallerOperations): Promise<Subject> {
  await kms.createKey({ alias: 'alias/of-another' });
  const { keyId } = await kms.createKey({ alias: 'alias/own' });
  const { keyId: signingKeyId } = await kms.createKey({ keySpec: 'TEST_SIGN' });
  const { keyId: macKeyId } = await kms.createKey({ keySpec: 'TEST_MAC' });
  const { ciphertext: data } = await kms.encryptData({ keyId, plaintext });
  const { ciphertext: dataKey } = await kms.createDataKey({ keyId });
  const { ciphertext } = await kms.encryptStream({ keyId, plaintext: streamOf(plaintext) });
  const pieces: Uint8Array[] = [];
  for await (const piece of ciphertext) pieces.push(piece as Uint8Array);
  return { keyId, signingKeyId, macKeyId, ciphertexts: { data, dataKey, stream: Buffer.concat(pieces) } };
}

describe('the matrix of operations and states', () => {
  test('has every operation on a key', () => {
    const onKeys = Object.entries(operations).filter(([, { states }]) => states !== undefined);
    expect(Object.keys(uses).toSorted()).toEqual(onKeys.map(([name]) => name).toSorted());
  });

  const rows = Object.keys(reach).flatMap((state) => Object.keys(uses).map((name) => [state, name] as const));

  test.each(rows)('in state %s: %s', async (state, name) => {
    await using vault = await openTestVault({ plugins: [withAlgorithms(testSigning, testMac)] });
    const kms = vault.as(alice);
    const subject = await subjectOf(kms);
    for (const keyId of [subject.keyId, subject.signingKeyId, subject.macKeyId]) await reach[state]?.(kms, keyId);
    expect((await kms.describeKey({ keyId: subject.keyId })).state).toBe(state);
    const outcome = await outcomeOf(uses[name as OperationName]?.(kms, subject) ?? Promise.resolve());
    expect(outcome).toBe(answers[state]?.(name as OperationName));
    await vault.administration.verifyStore();
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
