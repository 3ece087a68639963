import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { type AuditEvent, type AuthorizationRequest, type CallerOperations, type SecretBytes } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import type { Vault } from '@chatelaine/vault';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testAlgorithms, withAlgorithms } from './support/algorithms/test-algorithms.ts';
import { testSigning } from './support/algorithms/test-signing.ts';
import { flipped, streamOf } from './support/bytes.ts';
import { layout } from './support/layout.ts';
import { codeOf, refusal } from './support/refusal.ts';

const asked: AuthorizationRequest[] = [];
let vault: Vault;
let kms: CallerOperations;
let keyId: string;

beforeAll(async () => {
  const decide = (request: AuthorizationRequest) => asked.push(request) > 0;
  vault = await openTestVault({ plugins: [testAlgorithms()], decide });
  kms = vault.as({ id: 'user:alice' });
  ({ keyId } = await kms.createKey({ alias: 'alias/wrapping' }));
});

afterAll(() => vault.close());

const keyPairSpec = 'TEST_SIGN';
const encryptionContext = { device: 'd-4711' };
const message = Buffer.from('attack at dawn');

describe('createDataKeyPair', () => {
  test('gives a pair whose halves belong together, and the private key encrypted too', async () => {
    const made = await kms.createDataKeyPair({ keyId: 'alias/wrapping', keyPairSpec, encryptionContext });
    const { privateKeyPlaintext, publicKey, privateKeyCiphertext, ...named } = made;
    expect(named).toEqual({ keyId, keyPairSpec });
    const privateKey = createPrivateKey({ key: Buffer.from(privateKeyPlaintext), format: 'der', type: 'pkcs8' });
    const spki = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    expect(verify(null, message, spki, sign(null, message, privateKey))).toBe(true);
    expect(privateKeyCiphertext[layout.purpose]).toBe(3);
    const opened = await kms.decryptDataKey({ ciphertext: privateKeyCiphertext, encryptionContext });
    expect(opened).toEqual({ keyId, plaintext: privateKeyPlaintext });
    for (const bytes of [privateKeyPlaintext, publicKey, privateKeyCiphertext]) {
      expect(bytes.buffer.byteLength).toBe(bytes.length);
      expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
    }
  });

  test('gives another pair each time', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => kms.createDataKeyPair({ keyId, keyPairSpec })));
    expect(one?.publicKey).not.toEqual(other?.publicKey);
    expect(one?.privateKeyPlaintext).not.toEqual(other?.privateKeyPlaintext);
  });

  test('can keep the private key back', async () => {
    const made = await kms.createDataKeyPairWithoutPlaintext({ keyId, keyPairSpec, encryptionContext });
    expect(Object.keys(made).toSorted()).toEqual(['keyId', 'keyPairSpec', 'privateKeyCiphertext', 'publicKey']);
    const { plaintext } = await kms.decryptDataKey({ ciphertext: made.privateKeyCiphertext, encryptionContext });
    const key = createPrivateKey({ key: Buffer.from(plaintext), format: 'der', type: 'pkcs8' });
    expect(createPublicKey(key).export({ format: 'der', type: 'spki' })).toEqual(Buffer.from(made.publicKey));
  });

  test('refuses specs that there are no pairs of, and specs that nobody brings', async () => {
    for (const create of [kms.createDataKeyPair.bind(kms), kms.createDataKeyPairWithoutPlaintext.bind(kms)]) {
      for (const spec of ['AES_256', 'TEST_MAC', 'TEST_RSA']) {
        expect(await codeOf(create({ keyId, keyPairSpec: spec }))).toBe('UnsupportedKeyPairSpec');
      }
      expect(await codeOf(create({ keyId, keyPairSpec: 'RSA_1024' }))).toBe('UnsupportedKeySpec');
    }
  });

  test('makes no pair for a key that can not encrypt it, and overwrites its copy of the private key', async () => {
    const made: SecretBytes[] = [];
    const watching = {
      ...testSigning,
      dataKeyPair: {
        generate: async () => {
          const pair = await testSigning.dataKeyPair?.generate();
          if (pair === undefined) throw new Error('There is no pair.');
          made.push(pair.privateKey);
          return pair;
        },
      },
    };
    await using own = await openTestVault({ plugins: [withAlgorithms(watching)] });
    const hers = own.as({ id: 'user:alice' });
    const { keyId: signing } = await hers.createKey({ keySpec: 'TEST_SIGN' });
    expect(await codeOf(hers.createDataKeyPair({ keyId: signing, keyPairSpec }))).toBe('WrongKeyUsage');
    expect(made).toHaveLength(0);
    const { keyId: wrapping } = await hers.createKey();
    await hers.createDataKeyPair({ keyId: wrapping, keyPairSpec });
    await hers.createDataKeyPairWithoutPlaintext({ keyId: wrapping, keyPairSpec });
    expect(made.map(({ length }) => length)).toEqual([0, 0]);
  });

  test('leaves nothing of the private key in the audit log', async () => {
    const events: AuditEvent[] = [];
    const own = await openTestVault({ plugins: [testAlgorithms()], events });
    const hers = own.as({ id: 'user:alice' });
    const { keyId: wrapping } = await hers.createKey();
    const request = { keyId: wrapping, keyPairSpec, encryptionContext };
    const { privateKeyPlaintext } = await hers.createDataKeyPair(request);
    await own.close();
    expect(events.at(-1)).toMatchObject({ operation: 'createDataKeyPair', keyId: wrapping, outcome: 'success' });
    const seed = Buffer.from(privateKeyPlaintext.subarray(-32));
    const text = JSON.stringify(events);
    for (const form of ['hex', 'base64', 'latin1'] as const) expect(text).not.toContain(seed.toString(form));
    expect(text).not.toContain('d-4711');
  });
});

describe('requirement 11: the private key of a pair', () => {
  test('is opened by decryptDataKey and by nothing else', async () => {
    const { privateKeyCiphertext: ciphertext } = await kms.createDataKeyPair({ keyId, keyPairSpec });
    expect(await codeOf(kms.decryptData({ ciphertext }))).toBe('DecryptFailed');
    expect(await codeOf(kms.decryptStream({ ciphertext: streamOf(ciphertext, new Uint8Array(20)) }))).toBe(
      'DecryptFailed',
    );
    const { ciphertext: dataKey } = await kms.createDataKey({ keyId });
    for (const [from, purpose] of [
      [ciphertext, 1],
      [ciphertext, 2],
      [ciphertext, 4],
      [dataKey, 3],
    ] as const) {
      const rewritten = new Uint8Array(from);
      rewritten[layout.purpose] = purpose;
      expect(await codeOf(kms.decryptDataKey({ ciphertext: rewritten }))).toBe('DecryptFailed');
    }
  });

  test('opens only whole, unchanged, and with its encryption context', async () => {
    const { privateKeyCiphertext } = await kms.createDataKeyPair({ keyId, keyPairSpec, encryptionContext });
    for (const ciphertext of [
      privateKeyCiphertext.subarray(0, -1),
      new Uint8Array([...privateKeyCiphertext, 0]),
      ...[0, 1, 2, 10, 20, 25, 50, 75, 90, 140].map((at) => flipped(privateKeyCiphertext, at, at % 8)),
    ]) {
      expect(await codeOf(kms.decryptDataKey({ ciphertext, encryptionContext }))).toBe('DecryptFailed');
    }
    for (const context of [{}, { device: 'd-4712' }]) {
      const request = { ciphertext: privateKeyCiphertext, encryptionContext: context };
      expect(await codeOf(kms.decryptDataKey(request))).toBe('DecryptFailed');
    }
  });

  test('is told apart from a data key by the policy, which is then held to what it was told', async () => {
    let allowed = 'dataKey';
    await using own = await openTestVault({
      plugins: [testAlgorithms()],
      decide: ({ action, facts }) => action !== 'kms:cmk:decryptDataKey' || facts?.purpose === allowed,
    });
    const hers = own.as({ id: 'user:alice' });
    const { keyId: wrapping } = await hers.createKey();
    const { privateKeyCiphertext: pair } = await hers.createDataKeyPair({ keyId: wrapping, keyPairSpec });
    const { ciphertext: dataKey } = await hers.createDataKey({ keyId: wrapping });
    expect((await hers.decryptDataKey({ ciphertext: dataKey })).plaintext).toHaveLength(32);
    expect((await refusal(hers.decryptDataKey({ ciphertext: pair }))).code).toBe('AccessDenied');
    // A lie in the header is decided as it is told, and then does not open.
    const lying = new Uint8Array(pair);
    lying[layout.purpose] = 2;
    expect(await codeOf(hers.decryptDataKey({ ciphertext: lying }))).toBe('DecryptFailed');
    allowed = 'dataKeyPair';
    expect((await hers.decryptDataKey({ ciphertext: pair })).plaintext).toHaveLength(48);
    expect(await codeOf(hers.decryptDataKey({ ciphertext: dataKey }))).toBe('AccessDenied');
  });

  test('and all that is told to the policy', async () => {
    asked.length = 0;
    const { privateKeyCiphertext } = await kms.createDataKeyPair({ keyId, keyPairSpec, encryptionContext });
    await kms.decryptDataKey({ ciphertext: privateKeyCiphertext, encryptionContext });
    const { ciphertext } = await kms.createDataKey({ keyId });
    await kms.decryptDataKey({ ciphertext });
    expect(asked.map(({ action, facts }) => [action, facts])).toEqual([
      ['kms:cmk:createDataKeyPair', { algorithm: 'SYMMETRIC_DEFAULT' }],
      ['kms:cmk:decryptDataKey', { algorithm: 'SYMMETRIC_DEFAULT', purpose: 'dataKeyPair' }],
      ['kms:cmk:createDataKey', { algorithm: 'SYMMETRIC_DEFAULT' }],
      ['kms:cmk:decryptDataKey', { algorithm: 'SYMMETRIC_DEFAULT', purpose: 'dataKey' }],
    ]);
  });
});
