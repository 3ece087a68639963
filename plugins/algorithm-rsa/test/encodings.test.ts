import { constants, createHash, privateEncrypt, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { signingAlgorithm, signingAlgorithms } from '../src/signing-algorithms.ts';
import { pkcs1Block, pssBlock } from './reference-rsa.ts';
import { testKeyOf } from './rsa-keys.ts';
import { testKeys } from './test-keys.ts';

const length = 256;
const { signer } = testKeyOf('RSA_2048');
const digestOf = (hash: string, message: Uint8Array): Buffer => createHash(hash).update(message).digest();

/** The signature whose encoding is `block`, right or wrong. */
function signed(block: Uint8Array): Buffer {
  return privateEncrypt({ key: testKeys.RSA_2048, padding: constants.RSA_NO_PADDING }, block);
}

describe.each(signingAlgorithms.filter((name) => name.includes('PSS')))('%s', (algorithm) => {
  const { hash } = signingAlgorithm(algorithm);
  const message = randomBytes(100);
  const digest = digestOf(hash, message);

  test.each([0, 1, digest.length - 1, digest.length + 1, length - digest.length - 2])(
    'takes no signature with a salt of %i bytes',
    (saltLength) => {
      const signature = signed(pssBlock(hash, digest, length, saltLength));
      expect(signer.verify(algorithm, 'RAW', message, signature)).toBe(false);
      expect(signer.verify(algorithm, 'DIGEST', digest, signature)).toBe(false);
    },
  );

  test('makes another signature of the same message each time', async () => {
    const types = ['RAW', 'RAW', 'DIGEST', 'DIGEST'] as const;
    const signatures = types.map((type) => signer.sign(algorithm, type, type === 'RAW' ? message : digest));
    const distinct = new Set(
      (await Promise.all(signatures)).map((signature) => Buffer.from(signature).toString('hex')),
    );
    expect(distinct.size).toBe(4);
  });

  // With its first bit set it must still be a number below the modulus.
  let good = pssBlock(hash, digest, length, digest.length);
  while ((good[0] ?? 0) >= 0x10) good = pssBlock(hash, digest, length, digest.length);

  test.each([
    ['its first bit set', 0, 0x80],
    ['another trailer', length - 1, 0x01],
    ['another hash', length - 2, 0x01],
    ['no zero where the padding begins', 0, 0x01],
    ['no one before the salt', length - 2 * digest.length - 2, 0x01],
    ['another salt', length - digest.length - 2, 0x01],
  ])('takes no encoding with %s', (_what, position, bit) => {
    const bad = Buffer.from(good);
    bad[position] = (bad[position] ?? 0) ^ bit;
    const signature = signed(bad);
    expect(signer.verify(algorithm, 'RAW', message, signature)).toBe(false);
    expect(signer.verify(algorithm, 'DIGEST', digest, signature)).toBe(false);
  });
});

describe.each(signingAlgorithms.filter((name) => name.includes('PKCS1')))('%s', (algorithm) => {
  const { hash } = signingAlgorithm(algorithm);
  const message = randomBytes(100);
  const digest = digestOf(hash, message);
  const good = pkcs1Block(hash, digest, length);

  test('makes the same signature of a message and of its digest, each time', async () => {
    const types = ['RAW', 'RAW', 'DIGEST', 'DIGEST'] as const;
    const signatures = types.map((type) => signer.sign(algorithm, type, type === 'RAW' ? message : digest));
    const distinct = new Set(
      (await Promise.all(signatures)).map((signature) => Buffer.from(signature).toString('hex')),
    );
    expect(distinct).toEqual(new Set([signed(good).toString('hex')]));
  });

  test('takes no encoding with any one byte altered', () => {
    for (let position = 0; position < length; position += 1) {
      const bad = Buffer.from(good);
      bad[position] = (bad[position] ?? 0) ^ 0x01;
      const signature = signed(bad);
      expect(signer.verify(algorithm, 'DIGEST', digest, signature), `byte ${position}`).toBe(false);
    }
  });

  test.each(signingAlgorithms.filter((name) => name !== algorithm && name.includes('PKCS1')))(
    'takes no digest of its length that says that it is of %s',
    (other) => {
      const bad = pkcs1Block(signingAlgorithm(other).hash, digest, length);
      expect(signer.verify(algorithm, 'DIGEST', digest, signed(bad))).toBe(false);
      expect(signer.verify(algorithm, 'RAW', message, signed(bad))).toBe(false);
    },
  );
});

describe('a signature that begins with a zero does not fit without it', () => {
  /** The first signature that begins with a zero, as one in 160 does, with its message. */
  async function withZeroFirst(algorithm: string, number = 0): Promise<readonly [Buffer, Uint8Array]> {
    const message = Buffer.from(`message ${number}`);
    const signature = await signer.sign(algorithm, 'RAW', message);
    return signature[0] === 0 ? [message, signature] : withZeroFirst(algorithm, number + 1);
  }

  test.each(['RSASSA_PSS_SHA_256', 'RSASSA_PKCS1_V1_5_SHA_256'])('%s', async (algorithm) => {
    const [message, signature] = await withZeroFirst(algorithm);
    const digest = digestOf('sha256', message);
    for (const [fits, given] of [
      [true, signature],
      [false, signature.subarray(1)],
      [false, Buffer.concat([Buffer.alloc(1), signature])],
    ] as const) {
      expect(signer.verify(algorithm, 'RAW', message, given)).toBe(fits);
      expect(signer.verify(algorithm, 'DIGEST', digest, given)).toBe(fits);
    }
  });
});
