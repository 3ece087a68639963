import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { type AuditEvent, type AuthorizationRequest, type CallerOperations } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import type { Vault } from '@chatelaine/vault';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testAlgorithms } from './support/algorithms/test-algorithms.ts';
import { flipped, randomBytes, streamOf } from './support/bytes.ts';
import { codeOf, refusal, visibleParts } from './support/refusal.ts';

const oaep = 'RSAES_OAEP_SHA_256';
const old = 'RSAES_OAEP_SHA_1';
const plaintext = Buffer.from('attack at dawn');
const asked: AuthorizationRequest[] = [];
let vault: Vault;
let kms: CallerOperations;
let keyId: string;
let another: string;
let symmetric: string;
let ciphertext: Uint8Array;

beforeAll(async () => {
  const decide = (request: AuthorizationRequest) => asked.push(request) > 0;
  vault = await openTestVault({ plugins: [testAlgorithms()], decide });
  kms = vault.as({ id: 'user:alice' });
  const rsa = { keySpec: 'TEST_RSA', keyUsage: 'ENCRYPT_DECRYPT' } as const;
  ({ keyId } = await kms.createKey({ ...rsa, alias: 'alias/inbox' }));
  ({ keyId: another } = await kms.createKey(rsa));
  ({ keyId: symmetric } = await kms.createKey());
  ({ ciphertext } = await kms.encryptData({ keyId, plaintext }));
});

afterAll(() => vault.close());

/** What a holder of the public key makes. */
async function encryptOutside(hash: 'sha1' | 'sha256', text: Uint8Array, key = keyId): Promise<Uint8Array> {
  const { publicKeyPem } = await kms.getPublicKey({ keyId: key });
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return new Uint8Array(publicEncrypt({ key: createPublicKey(publicKeyPem), padding, oaepHash: hash }, text));
}

describe('encryptData with an asymmetric key', () => {
  test('makes a bare block, which decryptData opens with the key and the algorithm', async () => {
    const made = await kms.encryptData({ keyId: 'alias/inbox', plaintext });
    expect(made).toEqual({ keyId, ciphertext: expect.any(Uint8Array) as Uint8Array, encryptionAlgorithm: oaep });
    expect(made.ciphertext).toHaveLength(256);
    expect(made.ciphertext).not.toEqual(ciphertext);
    for (const name of [keyId, 'alias/inbox', 'kms:eu-test-1:domain1:alias:inbox']) {
      const request = { ciphertext: made.ciphertext, keyId: name, encryptionAlgorithm: oaep };
      const opened = await kms.decryptData(request);
      expect(opened).toMatchObject({ keyId, encryptionAlgorithm: oaep });
      expect(Buffer.compare(opened.plaintext, plaintext)).toBe(0);
    }
  });

  test('takes what fits into the block, and tells how much that is', async () => {
    const longest = randomBytes(190);
    const { ciphertext: full } = await kms.encryptData({ keyId, plaintext: longest, encryptionAlgorithm: oaep });
    const opened = await kms.decryptData({ ciphertext: full, keyId, encryptionAlgorithm: oaep });
    expect(Buffer.compare(opened.plaintext, longest)).toBe(0);
    const error = await refusal(kms.encryptData({ keyId, plaintext: randomBytes(191) }));
    expect(error.code).toBe('InputTooLarge');
    expect(error.message).toContain('at most 190 bytes');
    expect((await kms.encryptData({ keyId, plaintext: new Uint8Array() })).ciphertext).toHaveLength(256);
  });

  test('refuses an algorithm that only decrypts, or that the key does not have, and names the one that fits', async () => {
    for (const encryptionAlgorithm of [old, 'SYMMETRIC_DEFAULT', 'RSASSA_PSS_SHA_256']) {
      const error = await refusal(kms.encryptData({ keyId, plaintext, encryptionAlgorithm }));
      expect(error.code).toBe('UnsupportedAlgorithm');
      expect(error.message).toContain(`with ${oaep}.`);
    }
  });

  test('refuses an encryption context; an empty one is none', async () => {
    const encryptionContext = { tenant: 't-17' };
    expect(await codeOf(kms.encryptData({ keyId, plaintext, encryptionContext }))).toBe('UnsupportedEncryptionContext');
    const request = { ciphertext, keyId, encryptionAlgorithm: oaep };
    expect(await codeOf(kms.decryptData({ ...request, encryptionContext }))).toBe('UnsupportedEncryptionContext');
    expect((await kms.decryptData({ ...request, encryptionContext: {} })).plaintext).toHaveLength(14);
    const { ciphertext: made } = await kms.encryptData({ keyId, plaintext, encryptionContext: {} });
    expect(made).toHaveLength(256);
  });

  test('makes no data keys, pairs or streams', async () => {
    for (const use of [
      kms.createDataKey({ keyId }),
      kms.createDataKeyWithoutPlaintext({ keyId }),
      kms.createDataKeyPair({ keyId, keyPairSpec: 'TEST_SIGN' }),
      kms.encryptDataKey({ keyId, plaintext }),
      kms.encryptStream({ keyId, plaintext: streamOf(plaintext) }),
    ]) {
      const error = await refusal(use);
      expect(error.code).toBe('UnsupportedAlgorithm');
      expect(error.message).toContain(oaep);
    }
  });
});

describe('decryptData with an asymmetric key', () => {
  test('opens what holders of the public key make, also with the algorithm that only decrypts', async () => {
    for (const [hash, encryptionAlgorithm] of [
      ['sha256', oaep],
      ['sha1', old],
    ] as const) {
      const block = await encryptOutside(hash, plaintext);
      const opened = await kms.decryptData({ ciphertext: block, keyId, encryptionAlgorithm });
      expect(opened).toMatchObject({ keyId, encryptionAlgorithm });
      expect(Buffer.compare(opened.plaintext, plaintext)).toBe(0);
      expect(opened.plaintext.buffer.byteLength).toBe(opened.plaintext.length);
      expect(Object.getPrototypeOf(opened.plaintext)).toBe(Uint8Array.prototype);
    }
  });

  test('needs the key beside the algorithm, and the algorithm beside the block', async () => {
    const error = await refusal(kms.decryptData({ ciphertext, encryptionAlgorithm: oaep }));
    expect(error.code).toBe('InvalidArgument');
    expect(error.message).toContain('key');
    for (const request of [
      { ciphertext, keyId },
      { ciphertext },
      { ciphertext, keyId, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
    ])
      expect(await codeOf(kms.decryptData(request))).toBe('DecryptFailed');
  });

  test('requirement 6: fails in one way, whatever is wrong with the block', async () => {
    const failures: readonly Uint8Array[] = [
      new Uint8Array(),
      new Uint8Array(1),
      new Uint8Array(255),
      new Uint8Array(256),
      new Uint8Array(257),
      new Uint8Array(256).fill(255),
      new Uint8Array(1_000),
      ciphertext.subarray(1),
      ciphertext.subarray(0, 255),
      new Uint8Array([...ciphertext, 0]),
      ...Array.from({ length: 16 }, (_, index) => flipped(ciphertext, index * 16, index % 8)),
      await encryptOutside('sha1', plaintext),
      await encryptOutside('sha256', plaintext, another),
      (await kms.encryptData({ keyId: symmetric, plaintext })).ciphertext,
      // The first byte after decryption is not zero: what Manger's attack looks for.
      ...Array.from({ length: 8 }, () => randomBytes(256)),
    ];
    const errors = await Promise.all(
      failures.map((block) => refusal(kms.decryptData({ ciphertext: block, keyId, encryptionAlgorithm: oaep }))),
    );
    const symmetricError = await refusal(kms.decryptData({ ciphertext: flipped(ciphertext, 0, 0) }));
    const seen = new Set([...errors, symmetricError].map(visibleParts));
    expect(seen.size).toBe(1);
    expect(errors[0]?.code).toBe('DecryptFailed');
    expect(errors[0]?.cause).toBeUndefined();
  });

  test('requirement 6: leaves the same in the audit log, whatever is wrong with the block', async () => {
    const events: AuditEvent[] = [];
    const own = await openTestVault({ plugins: [testAlgorithms()], events });
    const hers = own.as({ id: 'user:alice' });
    const { keyId: inbox } = await hers.createKey({ keySpec: 'TEST_RSA', keyUsage: 'ENCRYPT_DECRYPT' });
    const { ciphertext: whole } = await hers.encryptData({ keyId: inbox, plaintext });
    for (const block of [new Uint8Array(), new Uint8Array(256), randomBytes(256), flipped(whole, 9, 0)]) {
      const request = { ciphertext: block, keyId: inbox, encryptionAlgorithm: oaep };
      expect(await codeOf(hers.decryptData(request))).toBe('DecryptFailed');
    }
    await own.close();
    const told = events
      .filter(({ operation }) => operation === 'decryptData')
      .map(({ sequence: _sequence, time: _time, ...event }) => JSON.stringify(event));
    expect(told).toHaveLength(4);
    expect(new Set(told).size).toBe(1);
  });

  test('refuses an algorithm that the key does not have, whatever the block', async () => {
    for (const [key, encryptionAlgorithm, fitting] of [
      [keyId, 'RSASSA_PSS_SHA_256', `${oaep}, ${old}`],
      [symmetric, oaep, 'SYMMETRIC_DEFAULT'],
    ] as const) {
      for (const block of [ciphertext, new Uint8Array(3)]) {
        const error = await refusal(kms.decryptData({ ciphertext: block, keyId: key, encryptionAlgorithm }));
        expect(error.code).toBe('UnsupportedAlgorithm');
        expect(error.message).toContain(fitting);
      }
    }
  });

  test('can not be led by a header to an asymmetric key', async () => {
    const { ciphertext: headed } = await kms.encryptData({ keyId: symmetric, plaintext });
    headed.set(Buffer.from(keyId.replaceAll('-', ''), 'hex'), 3);
    expect(await codeOf(kms.decryptData({ ciphertext: headed }))).toBe('DecryptFailed');
    expect(await codeOf(kms.decryptDataKey({ ciphertext: headed }))).toBe('DecryptFailed');
  });

  test('of a key that does not exist is NotFound for those who may decrypt', async () => {
    const request = { ciphertext, keyId: 'alias/missing', encryptionAlgorithm: oaep };
    expect(await codeOf(kms.decryptData(request))).toBe('NotFound');
  });
});

describe('symmetric keys', () => {
  test('say that they use SYMMETRIC_DEFAULT, and take its name', async () => {
    const encryptionAlgorithm = 'SYMMETRIC_DEFAULT';
    const encryptionContext = { tenant: 't-17' };
    const made = await kms.encryptData({ keyId: symmetric, plaintext, encryptionContext, encryptionAlgorithm });
    expect(made.encryptionAlgorithm).toBe(encryptionAlgorithm);
    const opened = await kms.decryptData({ ciphertext: made.ciphertext, encryptionContext, encryptionAlgorithm });
    expect(opened).toEqual({ keyId: symmetric, plaintext: new Uint8Array(plaintext), encryptionAlgorithm });
    expect(await codeOf(kms.encryptData({ keyId: symmetric, plaintext, encryptionAlgorithm: oaep }))).toBe(
      'UnsupportedAlgorithm',
    );
  });
});

describe('a policy', () => {
  test('sees the algorithm, the one of the key if none was named', async () => {
    asked.length = 0;
    await kms.encryptData({ keyId, plaintext });
    await kms.encryptData({ keyId: symmetric, plaintext });
    await codeOf(kms.encryptData({ keyId: symmetric, plaintext, encryptionAlgorithm: oaep }));
    await codeOf(kms.encryptData({ keyId: 'alias/missing', plaintext }));
    await kms.decryptData({ ciphertext, keyId, encryptionAlgorithm: oaep });
    await kms.decryptData({ ciphertext: (await kms.encryptData({ keyId: symmetric, plaintext })).ciphertext });
    expect(asked.map(({ facts }) => facts)).toEqual([
      { algorithm: oaep },
      { algorithm: 'SYMMETRIC_DEFAULT' },
      { algorithm: oaep },
      undefined,
      { algorithm: oaep },
      { algorithm: 'SYMMETRIC_DEFAULT' },
      { algorithm: 'SYMMETRIC_DEFAULT' },
    ]);
    // Made once for all requests.
    expect(asked[5]?.facts).toBe(asked[1]?.facts);
  });

  test('that denies lets nothing be learned of a key', async () => {
    await using denying = await openTestVault({
      plugins: [testAlgorithms()],
      decide: ({ action }) => action === 'kms:cmk:create',
    });
    const his = denying.as({ id: 'user:bob' });
    const { keyId: rsa } = await his.createKey({ keySpec: 'TEST_RSA', keyUsage: 'ENCRYPT_DECRYPT' });
    const { keyId: aes } = await his.createKey();
    const errors = await Promise.all(
      [rsa, aes, 'alias/missing'].flatMap((name) => [
        refusal(his.encryptData({ keyId: name, plaintext: randomBytes(200) })),
        refusal(his.encryptData({ keyId: name, plaintext, encryptionAlgorithm: oaep })),
        refusal(his.encryptData({ keyId: name, plaintext, encryptionContext: { tenant: 't-17' } })),
      ]),
    );
    expect(new Set(errors.map(({ code, message }) => `${code} ${message}`)).size).toBe(1);
    expect(errors[0]?.code).toBe('AccessDenied');
  });
});
