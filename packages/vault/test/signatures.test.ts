import { createHash, createPublicKey, verify } from 'node:crypto';
import { type AuthorizationRequest, type CallerOperations, VaultError } from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Vault } from '@chatelaine/vault';
import { testAlgorithms, withAlgorithms } from './support/algorithms/test-algorithms.ts';
import { testSigning } from './support/algorithms/test-signing.ts';
import { flipped, randomBytes } from './support/bytes.ts';
import { codeOf, refusal } from './support/refusal.ts';

const asked: AuthorizationRequest[] = [];
let vault: Vault;
let kms: CallerOperations;
let keyId: string;

beforeAll(async () => {
  vault = await openTestVault({ plugins: [testAlgorithms()], decide: (request) => asked.push(request) > 0 });
  kms = vault.as({ id: 'user:alice' });
  ({ keyId } = await kms.createKey({ keySpec: 'TEST_SIGN', alias: 'alias/signing' }));
});

afterAll(() => vault.close());

const message = Buffer.from('attack at dawn');
const digest = createHash('sha512').update(message).digest();

describe('sign and verify', () => {
  test('fit each other for every message, and nothing else fits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4_096 }), fc.nat(), async (given, at) => {
        const { signature } = await kms.sign({ keyId, message: given });
        expect((await kms.verify({ keyId, message: given, signature })).signatureValid).toBe(true);
        const altered = flipped(signature, at % signature.length, at % 8);
        expect((await kms.verify({ keyId, message: given, signature: altered })).signatureValid).toBe(false);
        const longer = new Uint8Array([...given, 0]).subarray(0, 4_096);
        if (longer.length === given.length) return;
        expect((await kms.verify({ keyId, message: longer, signature })).signatureValid).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  test('name the algorithm and the key, however the key was called', async () => {
    for (const name of [keyId, 'alias/signing', 'kms:eu-test-1:domain1:alias:signing']) {
      const signed = await kms.sign({ keyId: name, message });
      expect(signed).toEqual({
        keyId,
        signature: expect.any(Uint8Array) as Uint8Array,
        signingAlgorithm: 'ED25519_SHA_512',
      });
      const { signature } = signed;
      expect(await kms.verify({ keyId: name, message, signature })).toEqual({
        keyId,
        signatureValid: true,
        signingAlgorithm: 'ED25519_SHA_512',
      });
    }
  });

  test('take the message or its digest, which is the same', async () => {
    const { signature } = await kms.sign({ keyId, message });
    const ofDigest = await kms.sign({ keyId, message: digest, messageType: 'DIGEST' });
    expect(ofDigest.signature).toEqual(signature);
    const valid = async (given: Uint8Array, messageType: 'RAW' | 'DIGEST') =>
      (await kms.verify({ keyId, message: given, messageType, signature })).signatureValid;
    expect(await valid(message, 'RAW')).toBe(true);
    expect(await valid(digest, 'DIGEST')).toBe(true);
    expect(await valid(digest, 'RAW')).toBe(false);
  });

  test('give and take what others verify with the public key', async () => {
    const { publicKey } = await kms.getPublicKey({ keyId });
    const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
    const { signature } = await kms.sign({ keyId, message, signingAlgorithm: 'ED25519' });
    expect(verify(null, message, key, signature)).toBe(true);
  });

  test('find every signature invalid that is none, of whatever length', async () => {
    const { keyId: another } = await kms.createKey({ keySpec: 'TEST_SIGN' });
    const { signature } = await kms.sign({ keyId, message });
    const wrong = [
      new Uint8Array(),
      new Uint8Array(1),
      new Uint8Array(64),
      signature.subarray(1),
      signature.subarray(0, -1),
      new Uint8Array([...signature, 0]),
      new Uint8Array(65_536),
      (await kms.sign({ keyId: another, message })).signature,
      (await kms.sign({ keyId, message, signingAlgorithm: 'ED25519' })).signature,
    ];
    for (const each of wrong) {
      expect((await kms.verify({ keyId, message, signature: each })).signatureValid).toBe(false);
    }
  });

  test('refuse an algorithm that the key does not have, and name those that it has', async () => {
    for (const signingAlgorithm of ['RSASSA_PSS_SHA_256', 'HMAC_SHA_256', 'SYMMETRIC_DEFAULT']) {
      for (const use of [
        kms.sign({ keyId, message, signingAlgorithm }),
        kms.verify({ keyId, message, signature: digest, signingAlgorithm }),
      ]) {
        const error = await refusal(use);
        expect(error.code).toBe('UnsupportedAlgorithm');
        expect(error.message).toContain('ED25519_SHA_512, ED25519');
      }
    }
  });

  test('refuse a digest of any length but the one of the algorithm', async () => {
    for (const length of [0, 1, 32, 63, 65, 4_096]) {
      const given = { keyId, message: randomBytes(length), messageType: 'DIGEST' } as const;
      const error = await refusal(kms.sign(given));
      expect(error.code).toBe('WrongDigestLength');
      expect(error.message).toContain('64 bytes');
      expect(await codeOf(kms.verify({ ...given, signature: digest }))).toBe('WrongDigestLength');
    }
  });

  test('refuse a digest for an algorithm that takes whole messages', async () => {
    const given = { keyId, message: digest, messageType: 'DIGEST', signingAlgorithm: 'ED25519' } as const;
    expect(await codeOf(kms.sign(given))).toBe('UnsupportedMessageType');
    expect(await codeOf(kms.verify({ ...given, signature: digest }))).toBe('UnsupportedMessageType');
  });

  test('take messages as long as the host configured', async () => {
    expect(await codeOf(kms.sign({ keyId, message: randomBytes(4_097) }))).toBe('InputTooLarge');
    await using larger = await openTestVault({ plugins: [testAlgorithms()], limits: { messageBytes: 10_000 } });
    const hers = larger.as({ id: 'user:alice' });
    const { keyId: hersToo } = await hers.createKey({ keySpec: 'TEST_SIGN' });
    const long = randomBytes(10_000);
    const { signature } = await hers.sign({ keyId: hersToo, message: long });
    expect((await hers.verify({ keyId: hersToo, message: long, signature })).signatureValid).toBe(true);
    expect(await codeOf(hers.sign({ keyId: hersToo, message: randomBytes(10_001) }))).toBe('InputTooLarge');
  });

  test('give a signature that is a plain array, alone in its memory', async () => {
    const { signature } = await kms.sign({ keyId, message });
    expect(signature.buffer.byteLength).toBe(signature.length);
    expect(Object.getPrototypeOf(signature)).toBe(Uint8Array.prototype);
  });
});

describe('a policy', () => {
  test('sees the algorithm and the type of the message, those of the key if none were named', async () => {
    asked.length = 0;
    const { signature } = await kms.sign({ keyId, message });
    await kms.sign({ keyId, message: digest, messageType: 'DIGEST' });
    await kms.verify({ keyId, message, signature, signingAlgorithm: 'ED25519' });
    await codeOf(kms.sign({ keyId, message, signingAlgorithm: 'RSASSA_PSS_SHA_256' }));
    await codeOf(kms.sign({ keyId: 'alias/missing', message }));
    await kms.getPublicKey({ keyId });
    expect(asked.map(({ action, facts }) => [action, facts])).toEqual([
      ['kms:cmk:sign', { algorithm: 'ED25519_SHA_512', messageType: 'RAW' }],
      ['kms:cmk:sign', { algorithm: 'ED25519_SHA_512', messageType: 'DIGEST' }],
      ['kms:cmk:verify', { algorithm: 'ED25519', messageType: 'RAW' }],
      ['kms:cmk:sign', { algorithm: 'RSASSA_PSS_SHA_256', messageType: 'RAW' }],
      ['kms:cmk:sign', { messageType: 'RAW' }],
      ['kms:cmk:getPublicKey', undefined],
    ]);
    for (const { facts } of asked) expect(facts === undefined || Object.isFrozen(facts)).toBe(true);
  });

  test('that denies lets nothing be learned of the key', async () => {
    await using denying = await openTestVault({
      plugins: [testAlgorithms()],
      decide: ({ action }) => action === 'kms:cmk:create',
    });
    const his = denying.as({ id: 'user:bob' });
    const { keyId: signing } = await his.createKey({ keySpec: 'TEST_SIGN' });
    const { keyId: other } = await his.createKey({ keySpec: 'TEST_MAC' });
    const errors = await Promise.all(
      [signing, other, 'alias/missing'].flatMap((name) => [
        refusal(his.sign({ keyId: name, message })),
        refusal(his.sign({ keyId: name, message, messageType: 'DIGEST' })),
        refusal(his.sign({ keyId: name, message, signingAlgorithm: 'RSASSA_PSS_SHA_256' })),
      ]),
    );
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['AccessDenied']));
    expect(new Set(errors.map(({ message: text }) => text)).size).toBe(1);
  });
});

describe('getPublicKey', () => {
  test('gives the SubjectPublicKeyInfo as DER and as PEM, and what the key is used with', async () => {
    const { publicKey, publicKeyPem, ...others } = await kms.getPublicKey({ keyId: 'alias/signing' });
    expect(others).toEqual({
      keyId,
      keySpec: 'TEST_SIGN',
      keyUsage: 'SIGN_VERIFY',
      signingAlgorithms: ['ED25519_SHA_512', 'ED25519'],
    });
    expect(createPublicKey(publicKeyPem).export({ format: 'der', type: 'spki' })).toEqual(Buffer.from(publicKey));
    expect(publicKeyPem).toBe(createPublicKey(publicKeyPem).export({ format: 'pem', type: 'spki' }));
  });

  test('gives RSA keys whole, in lines of 64 characters, with what they decrypt', async () => {
    const { keyId: encrypting } = await kms.createKey({ keySpec: 'TEST_RSA', keyUsage: 'ENCRYPT_DECRYPT' });
    const { publicKeyPem, encryptionAlgorithms, signingAlgorithms } = await kms.getPublicKey({ keyId: encrypting });
    expect(createPublicKey(publicKeyPem).asymmetricKeyDetails?.modulusLength).toBe(2_048);
    expect(publicKeyPem).toBe(createPublicKey(publicKeyPem).export({ format: 'pem', type: 'spki' }));
    expect(encryptionAlgorithms).toEqual(['RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_1']);
    expect(signingAlgorithms).toBeUndefined();
  });

  test('refuses keys that are symmetric', async () => {
    for (const keySpec of ['AES_256', 'TEST_MAC']) {
      const { keyId: symmetric } = await kms.createKey({ keySpec });
      expect(await codeOf(kms.getPublicKey({ keyId: symmetric }))).toBe('NoPublicKey');
    }
  });

  test('asks the algorithm once, and gives every caller an array of its own', async () => {
    let made = 0;
    const counting = {
      ...testSigning,
      publicKey: (...given: Parameters<NonNullable<typeof testSigning.publicKey>>) => {
        made += 1;
        return testSigning.publicKey?.(...given) ?? Promise.reject(new VaultError('Internal', 'no key'));
      },
    };
    await using own = await openTestVault({ plugins: [withAlgorithms(counting)] });
    const hers = own.as({ id: 'user:alice' });
    const { keyId: signing } = await hers.createKey({ keySpec: 'TEST_SIGN' });
    const { publicKey } = await hers.getPublicKey({ keyId: signing });
    const before = new Uint8Array(publicKey);
    publicKey.fill(0);
    expect((await hers.getPublicKey({ keyId: signing })).publicKey).toEqual(before);
    expect(made).toBe(1);
  });
});
