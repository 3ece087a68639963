import { generateKeyPairSync, randomBytes, sign, verify, webcrypto } from 'node:crypto';
import type { CallerOperations } from '@chatelaine/core';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import type { Vault } from '@chatelaine/vault';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCiphertext, purposes, sealCiphertext } from '../formats/independent/ciphertext.ts';
import { beginImport, openImportingVault, wrapPrivateKey, wrapWithOaep } from './wrapping.ts';

const { subtle } = webcrypto;
const message = Buffer.from('a message');

let vault: Vault;
let kms: CallerOperations;

beforeAll(async () => {
  vault = await openImportingVault();
  kms = vault.as({ id: 'user:alice' });
});

afterAll(() => vault.close());

/** The public key of an import, for WebCrypto to wrap under. */
const wrappingKeyOf = (publicKey: Uint8Array): Promise<webcrypto.CryptoKey> =>
  subtle.importKey('spki', publicKey, { name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['wrapKey']);

describe('a key of WebCrypto', () => {
  test.each([
    ['HMAC_256', 'SHA-256', 256],
    ['HMAC_384', 'SHA-384', 384],
    ['HMAC_512', 'SHA-512', 512],
  ])('%s, which WebCrypto has wrapped, makes the same codes here and there', async (keySpec, hash, length) => {
    const key = await subtle.generateKey({ name: 'HMAC', hash, length }, true, ['sign', 'verify']);
    const { importToken, keyId, publicKey } = await beginImport(kms, { keySpec });
    const wrapped = await subtle.wrapKey('raw', key, await wrappingKeyOf(publicKey), { name: 'RSA-OAEP' });
    await kms.importKeyMaterial({ keyId, importToken, encryptedKeyMaterial: new Uint8Array(wrapped) });
    const { mac } = await kms.generateMac({ keyId, message });
    expect(await subtle.verify('HMAC', key, mac, message)).toBe(true);
    const theirs = new Uint8Array(await subtle.sign('HMAC', key, message));
    expect(await kms.verifyMac({ keyId, message, mac: theirs })).toMatchObject({ macValid: true });
  });

  test('AES_256, which WebCrypto has wrapped, encrypts and decrypts, and is the same when it comes again', async () => {
    const key = await subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
    const { importToken, keyId, publicKey } = await beginImport(kms, { keySpec: 'AES_256' });
    const first = await subtle.wrapKey('raw', key, await wrappingKeyOf(publicKey), { name: 'RSA-OAEP' });
    await kms.importKeyMaterial({ keyId, importToken, encryptedKeyMaterial: new Uint8Array(first) });
    const { ciphertext } = await kms.encryptData({ keyId, plaintext: message });
    // By the second implementation of the formats, which has WebCrypto and the key alone.
    const versioned = { keyId, keyVersion: 1, material: new Uint8Array(await subtle.exportKey('raw', key)) };
    const context = new Uint8Array(2);
    expect(await openCiphertext([versioned], purposes.data, context, ciphertext)).toEqual(new Uint8Array(message));
    const random = { salt: new Uint8Array(randomBytes(16)), nonce: new Uint8Array(randomBytes(12)) };
    const theirs = await sealCiphertext(versioned, purposes.data, context, new Uint8Array(message), random);
    expect(Buffer.from((await kms.decryptData({ ciphertext: theirs.ciphertext })).plaintext)).toEqual(message);
    await kms.deleteImportedKeyMaterial({ keyId });
    const again = await kms.getParametersForImport({ keyId, wrappingAlgorithm: 'RSAES_OAEP_SHA_256' });
    const second = await subtle.wrapKey('raw', key, await wrappingKeyOf(again.publicKey), { name: 'RSA-OAEP' });
    const material = { importToken: again.importToken, encryptedKeyMaterial: new Uint8Array(second) };
    await kms.importKeyMaterial({ keyId, ...material });
    expect(Buffer.from((await kms.decryptData({ ciphertext })).plaintext)).toEqual(message);
  });

  // WebCrypto has RFC 3394 alone, which takes whole blocks only: RFC 5649 is node:crypto's.
  test.each([2_048, 3_072, 4_096])('RSA_%i signs what WebCrypto verifies, and the other way', async (modulusLength) => {
    const algorithm = { name: 'RSA-PSS', hash: 'SHA-256', modulusLength, publicExponent: new Uint8Array([1, 0, 1]) };
    const { privateKey, publicKey } = await subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const pkcs8 = new Uint8Array(await subtle.exportKey('pkcs8', privateKey));
    const begun = await beginImport(kms, { keySpec: `RSA_${modulusLength}`, keyUsage: 'SIGN_VERIFY' });
    const { importToken, keyId } = begun;
    await kms.importKeyMaterial({ keyId, importToken, ...wrapPrivateKey(begun.publicKey, pkcs8) });
    const signingAlgorithm = 'RSASSA_PSS_SHA_256';
    const { signature } = await kms.sign({ keyId, message, signingAlgorithm });
    const pss = { name: 'RSA-PSS', saltLength: 32 };
    expect(await subtle.verify(pss, publicKey, signature, message)).toBe(true);
    const theirs = new Uint8Array(await subtle.sign(pss, privateKey, message));
    expect(await kms.verify({ keyId, message, signature: theirs, signingAlgorithm })).toMatchObject({
      signatureValid: true,
    });
  });

  test.each([
    ['EC_P256', 'P-256', 'sha256'],
    ['EC_P384', 'P-384', 'sha384'],
  ] as const)('%s signs what its maker verifies, and the other way', async (keySpec, namedCurve, digest) => {
    const { privateKey } = await subtle.generateKey({ name: 'ECDSA', namedCurve }, true, ['sign', 'verify']);
    const pkcs8 = Buffer.from(await subtle.exportKey('pkcs8', privateKey));
    const { importToken, keyId, publicKey } = await beginImport(kms, { keySpec });
    await kms.importKeyMaterial({ keyId, importToken, ...wrapPrivateKey(publicKey, pkcs8) });
    const { signature } = await kms.sign({ keyId, message });
    const key = { key: pkcs8, format: 'der', type: 'pkcs8' } as const;
    expect(verify(digest, message, (await kms.getPublicKey({ keyId })).publicKeyPem, signature)).toBe(true);
    expect(await kms.verify({ keyId, message, signature: sign(digest, message, key) })).toMatchObject({
      signatureValid: true,
    });
  });
});

test('a secp256k1 key signs what another implementation verifies, and the other way', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
  const secret = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  const { importToken, keyId, publicKey } = await beginImport(kms, { keySpec: 'SECP256K1' });
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' });
  await kms.importKeyMaterial({ keyId, importToken, ...wrapPrivateKey(publicKey, pkcs8) });
  const { signature } = await kms.sign({ keyId, message });
  const point = secp256k1.getPublicKey(secret);
  expect(secp256k1.verify(signature, message, point, { format: 'der' })).toBe(true);
  const theirs = secp256k1.sign(message, secret, { format: 'der', lowS: true });
  expect(await kms.verify({ keyId, message, signature: theirs })).toMatchObject({ signatureValid: true });
});

test('the material of an asymmetric key neither expires nor is deleted alone', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { importToken, keyId, publicKey } = await beginImport(kms, { keySpec: 'EC_P256' });
  const wrapped = wrapPrivateKey(publicKey, privateKey.export({ format: 'der', type: 'pkcs8' }));
  const expiresAt = '2100-01-31T12:00:00Z';
  await expect(kms.importKeyMaterial({ keyId, importToken, ...wrapped, expiresAt })).rejects.toMatchObject({
    code: 'AsymmetricMaterial',
  });
  await kms.importKeyMaterial({ keyId, importToken, ...wrapped });
  await expect(kms.deleteImportedKeyMaterial({ keyId })).rejects.toMatchObject({ code: 'AsymmetricMaterial' });
});

test.each([0, 1, 8, 40, 100])(
  'a wrapped private key that ends after %i bytes, or is altered there, is refused',
  async (at) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { importToken, keyId, publicKey } = await beginImport(kms, { keySpec: 'EC_P256' });
    const wrapped = wrapPrivateKey(publicKey, privateKey.export({ format: 'der', type: 'pkcs8' }));
    const altered = new Uint8Array(wrapped.encryptedPrivateKey);
    altered[at] = (altered[at] ?? 0) ^ 1;
    const cut = wrapped.encryptedPrivateKey.subarray(0, at);
    for (const encryptedPrivateKey of at === 0 ? [altered] : [altered, cut]) {
      await expect(
        kms.importKeyMaterial({ keyId, importToken, ...wrapped, encryptedPrivateKey }),
      ).rejects.toMatchObject({ code: 'ImportFailed' });
    }
    await kms.importKeyMaterial({ keyId, importToken, ...wrapped });
  },
);

describe('an ML-DSA seed', () => {
  test.each([
    ['ML_DSA_44', ml_dsa44],
    ['ML_DSA_65', ml_dsa65],
    ['ML_DSA_87', ml_dsa87],
  ] as const)('of %s gives the key that another implementation has of it', async (keySpec, theirs) => {
    const seed = new Uint8Array(32).fill(keySpec.length);
    const pair = theirs.keygen(seed);
    const { importToken, keyId, publicKey } = await beginImport(kms, { keySpec });
    await kms.importKeyMaterial({ keyId, importToken, encryptedKeyMaterial: wrapWithOaep(publicKey, seed) });
    const { signature } = await kms.sign({ keyId, message });
    expect(theirs.verify(signature, message, pair.publicKey)).toBe(true);
    expect(await kms.verify({ keyId, message, signature: theirs.sign(message, pair.secretKey) })).toMatchObject({
      signatureValid: true,
    });
  });
});

describe('material of another spec is refused', () => {
  test.each(['EC_P384', 'SECP256K1', 'RSA_2048', 'RSA_3072'])('a P-256 key for %s', async (keySpec) => {
    const { privateKey } = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
    const pkcs8 = new Uint8Array(await subtle.exportKey('pkcs8', privateKey));
    const { importToken, keyId, publicKey } = await beginImport(kms, { keySpec });
    await expect(
      kms.importKeyMaterial({ keyId, importToken, ...wrapPrivateKey(publicKey, pkcs8) }),
    ).rejects.toMatchObject({ code: 'ImportFailed' });
    expect(await kms.describeKey({ keyId })).toMatchObject({ state: 'PENDING_IMPORT' });
  });

  test('a private key for a symmetric spec, and raw bytes for an asymmetric one, before anything is unwrapped', async () => {
    const symmetric = await beginImport(kms, { keySpec: 'AES_256' });
    const asymmetric = await beginImport(kms, { keySpec: 'EC_P256' });
    const two = wrapPrivateKey(symmetric.publicKey, new Uint8Array(64));
    const { keyId, importToken } = symmetric;
    await expect(kms.importKeyMaterial({ keyId, importToken, ...two })).rejects.toMatchObject({
      code: 'InvalidArgument',
    });
    const one = { encryptedKeyMaterial: wrapWithOaep(asymmetric.publicKey, new Uint8Array(32)) };
    await expect(
      kms.importKeyMaterial({ keyId: asymmetric.keyId, importToken: asymmetric.importToken, ...one }),
    ).rejects.toMatchObject({ code: 'InvalidArgument' });
  });
});
