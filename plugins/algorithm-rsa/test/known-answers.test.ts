import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { knownCiphertexts, knownPlaintext, knownSignatures } from '../src/known-answers.ts';
import { loaded } from './rsa-keys.ts';
import { materialOf, rfc7520ContentKey, rfc7520Encrypted, testKeys } from './test-keys.ts';

const bilbo = await loaded('RSA_2048', materialOf(testKeys.RSA_2048));
const samwise = await loaded('RSA_4096', materialOf(testKeys.RSA_4096));

function digest(hash: string, message: Uint8Array): Uint8Array {
  return createHash(hash).update(message).digest();
}

describe('RSASSA_PKCS1_V1_5_SHA_256', () => {
  const { message, signature } = knownSignatures.RSASSA_PKCS1_V1_5_SHA_256;

  test.each([
    ['RAW', message],
    ['DIGEST', digest('sha256', message)],
  ] as const)('makes the signature of RFC 7520 §4.1, and verifies it: %s', async (messageType, given) => {
    const made = await bilbo.signer.sign('RSASSA_PKCS1_V1_5_SHA_256', messageType, given);
    expect(Buffer.from(made).toString('hex')).toBe(Buffer.from(signature).toString('hex'));
    expect(bilbo.signer.verify('RSASSA_PKCS1_V1_5_SHA_256', messageType, given, signature)).toBe(true);
  });
});

describe('RSASSA_PSS_SHA_384', () => {
  const { message, signature } = knownSignatures.RSASSA_PSS_SHA_384;

  test.each([
    ['RAW', message],
    ['DIGEST', digest('sha384', message)],
  ] as const)('verifies the signature of RFC 7520 §4.2: %s', (messageType, given) => {
    expect(bilbo.signer.verify('RSASSA_PSS_SHA_384', messageType, given, signature)).toBe(true);
  });
});

describe('RSAES_OAEP_SHA_1', () => {
  test('decrypts the content key of RFC 7520 §5.2', async () => {
    const plaintext = await samwise.publicEncryption.decrypt('RSAES_OAEP_SHA_1', rfc7520Encrypted);
    expect(plaintext).toEqual(new Uint8Array(rfc7520ContentKey));
  });
});

describe.each(['RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_1'] as const)('%s', (algorithm) => {
  test('decrypts what OpenSSL encrypted', async () => {
    const plaintext = await bilbo.publicEncryption.decrypt(algorithm, knownCiphertexts[algorithm]);
    expect(plaintext).toEqual(new Uint8Array(knownPlaintext));
  });
});
