import { createHash } from 'node:crypto';
import { SecretBytes, VaultError, type Verifier } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { algorithmOf, loaded } from './rsa-keys.ts';
import {
  areMissing,
  ciphertextFiles,
  type CiphertextVector,
  signatureFiles,
  type SignatureVector,
} from './wycheproof.ts';

const hex = (text: string): Uint8Array => Buffer.from(text, 'hex');
const nodeHash = (sha: string): string => sha.replace('-', '').toLowerCase();

/** The verifier for a key, or `undefined` if the key is refused as one with a small exponent must be. */
function verifierOf(keySize: number, publicKey: string): Verifier | undefined {
  try {
    return algorithmOf(`RSA_${keySize}`).verifier(hex(publicKey));
  } catch (error) {
    expect(VaultError.is(error, 'InvalidArgument')).toBe(true);
    return undefined;
  }
}

test.skipIf(areMissing)('there are vectors of signatures and of ciphertexts', () => {
  expect([signatureFiles.length, ciphertextFiles.length]).not.toContain(0);
});

describe.each(signatureFiles)('$name', ({ algorithm, groups }) => {
  const judged = groups.map((group) => ({ ...group, verifier: verifierOf(group.keySize, group.publicKeyDer ?? '') }));
  const [taken, refused] = [judged.filter(({ verifier }) => verifier), judged.filter(({ verifier }) => !verifier)];
  const count = (of: readonly { readonly tests: readonly unknown[] }[]): number =>
    of.reduce((sum, { tests }) => sum + tests.length, 0);

  test.each(['RAW', 'DIGEST'] as const)(
    `has ${count(taken)} signatures, which are judged as Wycheproof does, of %s messages`,
    (messageType) => {
      const wrong = taken.flatMap(({ verifier, sha, mgfSha = sha, sLen, tests }) => {
        const digest = (message: Uint8Array): Buffer => createHash(nodeHash(sha)).update(message).digest();
        // Salts are as long as digests, and MGF1 has the same hash function: other signatures are none for us.
        const comparable = mgfSha === sha && (sLen === undefined || sLen === digest(Buffer.alloc(0)).length);
        return tests.filter(({ msg, sig, result }: SignatureVector) => {
          const message = messageType === 'RAW' ? hex(msg) : digest(hex(msg));
          const valid = verifier?.verify(algorithm, messageType, message, hex(sig));
          return valid !== (comparable && result === 'valid');
        });
      });
      expect(wrong).toEqual([]);
    },
  );

  test(`has ${count(refused)} signatures of keys that are refused for their exponent, 3`, () => {
    for (const { publicKeyDer = '' } of refused) expect(publicKeyDer).toMatch(/020103$/);
  });
});

describe.each(ciphertextFiles)('$name', ({ algorithm, groups }) => {
  const labelled = groups.flatMap(({ tests }) => tests.filter(({ label }) => label !== '')).length;
  const count = groups.reduce((sum, { tests }) => sum + tests.length, 0);

  test(`has ${count} ciphertexts, which are judged as Wycheproof does, and the ${labelled} with a label not decrypted`, async () => {
    for (const { keySize, privateKeyPkcs8 = '', sha, mgfSha, tests } of groups) {
      const key = await loaded(`RSA_${keySize}`, SecretBytes.take(Buffer.from(privateKeyPkcs8, 'hex')));
      const expected = ({ label, result, msg }: CiphertextVector): string | undefined =>
        result === 'valid' && label === '' && mgfSha === sha ? msg : undefined;
      for (const vector of tests) {
        const plaintext = await key.publicEncryption.decrypt(algorithm, hex(vector.ct));
        expect(plaintext && Buffer.from(plaintext).toString('hex'), `vector ${vector.tcId}`).toBe(expected(vector));
      }
    }
  });
});
