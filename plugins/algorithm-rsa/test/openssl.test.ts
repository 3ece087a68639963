import { createHash, createPublicKey, randomBytes } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { signingAlgorithm, signingAlgorithms } from '../src/signing-algorithms.ts';
import { OpenSsl, opensslIsThere } from './openssl.ts';
import { testKeyOf } from './rsa-keys.ts';
import { testKeys } from './test-keys.ts';

const keySpecs = opensslIsThere() ? (['RSA_2048', 'RSA_3072', 'RSA_4096'] as const) : [];
const messageTypes = ['RAW', 'DIGEST'] as const;

describe.each(keySpecs)('%s and the command openssl', (keySpec) => {
  const { signer, publicEncryption } = testKeyOf(keySpec);
  const openssl = new OpenSsl(testKeys[keySpec], createPublicKey(testKeys[keySpec]));
  afterAll(() => openssl[Symbol.dispose]());

  const cases = signingAlgorithms.flatMap((name) => messageTypes.map((messageType) => [name, messageType] as const));
  test.each(cases)('verify each other’s signatures: %s, %s', async (name, messageType) => {
    const algorithm = signingAlgorithm(name);
    const message = randomBytes(1_000);
    const given = messageType === 'RAW' ? message : createHash(algorithm.hash).update(message).digest();
    const ours = await signer.sign(name, messageType, given);
    expect(openssl.verify(algorithm, messageType, given, ours)).toMatch(/Verified OK|Signature Verified Successfully/);
    const theirs = openssl.sign(algorithm, messageType, given);
    expect(signer.verify(name, messageType, given, theirs)).toBe(true);
  });

  test('decrypt each other’s ciphertexts: RSAES_OAEP_SHA_256', async () => {
    const plaintext = randomBytes(publicEncryption.maximumPlaintext('RSAES_OAEP_SHA_256'));
    const ours = publicEncryption.encrypt('RSAES_OAEP_SHA_256', plaintext);
    expect(openssl.decrypt('sha256', ours)).toEqual(plaintext);
    const theirs = openssl.encrypt('sha256', plaintext);
    expect(await publicEncryption.decrypt('RSAES_OAEP_SHA_256', theirs)).toEqual(new Uint8Array(plaintext));
  });

  test('understand each other: RSAES_OAEP_SHA_1, which is only decrypted here', async () => {
    const plaintext = randomBytes(publicEncryption.maximumPlaintext('RSAES_OAEP_SHA_1'));
    const theirs = openssl.encrypt('sha1', plaintext);
    expect(await publicEncryption.decrypt('RSAES_OAEP_SHA_1', theirs)).toEqual(new Uint8Array(plaintext));
  });
});
