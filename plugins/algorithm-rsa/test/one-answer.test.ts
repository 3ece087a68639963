import { createPublicKey, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { NodePrimitives } from '../src/node-primitives.ts';
import type { OaepKey } from '../src/primitives.ts';
import { modulusOf } from '../src/public-key.ts';
import { numbersOf, oaepBlock, raised } from './reference-rsa.ts';
import { testKeyOf } from './rsa-keys.ts';
import { testKeys } from './test-keys.ts';

/** The primitives of Node, which remember what they were to decrypt. */
class RecordingPrimitives extends NodePrimitives {
  readonly blocks: Uint8Array[] = [];

  override decryptOaep(ciphertext: Uint8Array, key: OaepKey): Promise<Uint8Array | undefined> {
    this.blocks.push(ciphertext);
    return super.decryptOaep(ciphertext, key);
  }
}

const { n, e } = numbersOf(testKeys.RSA_2048);
const modulus = Buffer.from(modulusOf(createPublicKey(testKeys.RSA_2048)));
const length = modulus.length;

/** `modulus` and a few. */
function beside(difference: bigint): Buffer {
  return Buffer.from((n + difference).toString(16), 'hex');
}

/** A ciphertext whose block has one byte altered before it is encrypted. */
function encrypted(position: number, change: number): Buffer {
  const block = oaepBlock('sha256', randomBytes(32), length);
  block[position] = (block[position] ?? 0) ^ change;
  return raised(block, e, n);
}

/** A ciphertext of an encoding without the 1 between padding and plaintext. */
function withoutSeparator(): Buffer {
  const plaintext = Buffer.alloc(190);
  const block = oaepBlock('sha256', plaintext, length);
  // The longest plaintext has no padding: its separator, masked, is 191 bytes before the end.
  block[length - 191] = (block[length - 191] ?? 0) ^ 1;
  return raised(block, e, n);
}

const { publicEncryption } = testKeyOf('RSA_2048');
/** A ciphertext that begins with a zero, as one in 150 does. */
function withZeroFirst(): Uint8Array {
  const ciphertext = publicEncryption.encrypt('RSAES_OAEP_SHA_256', randomBytes(32));
  return ciphertext[0] === 0 ? ciphertext : withZeroFirst();
}

const good = publicEncryption.encrypt('RSAES_OAEP_SHA_256', randomBytes(32));

describe('requirement 6: decryption with RSA gives one answer for every failure', () => {
  const failures: readonly (readonly [string, Uint8Array])[] = [
    ['no zero before the encoding', encrypted(0, 0x01)],
    ['another seed', encrypted(1, 0x01)],
    ['another hash of the label', encrypted(33, 0x01)],
    ['no separator', withoutSeparator()],
    ['another hash function', raised(oaepBlock('sha1', randomBytes(32), length), e, n)],
    ['noise', Buffer.concat([Buffer.of(0), randomBytes(length - 1)])],
    ['zeros', Buffer.alloc(length)],
    ['a one', Buffer.concat([Buffer.alloc(length - 1), Buffer.of(1)])],
    ['the modulus less one', beside(-1n)],
    ['the modulus', modulus],
    ['the modulus and one', beside(1n)],
    ['ones', Buffer.alloc(length, 0xff)],
    ['nothing', Buffer.alloc(0)],
    ['a byte', Buffer.alloc(1)],
    ['a ciphertext without its last byte', good.subarray(0, -1)],
    ['a ciphertext with a byte more', Buffer.concat([good, Buffer.alloc(1)])],
    ['a ciphertext with a zero before it', Buffer.concat([Buffer.alloc(1), good])],
    ['a ciphertext whose zero at the beginning is left out', withZeroFirst().subarray(1)],
    ['a ciphertext twice', Buffer.concat([good, good])],
    ['65,536 bytes', Buffer.alloc(65_536, 1)],
  ];

  test.each(failures)('%s', async (_what, ciphertext) => {
    const primitives = new RecordingPrimitives();
    const key = testKeyOf('RSA_2048', primitives);
    const answer = key.publicEncryption.decrypt('RSAES_OAEP_SHA_256', ciphertext);
    await expect(answer).resolves.toBeUndefined();
    // And for each the private key was used once, on a block of its length that is below the modulus.
    expect(primitives.blocks.map((block) => block.length)).toEqual([length]);
    expect(primitives.blocks.every((block) => Buffer.compare(block, modulus) < 0)).toBe(true);
  });

  test('and the other one for what is right', async () => {
    const primitives = new RecordingPrimitives();
    const key = testKeyOf('RSA_2048', primitives);
    expect(await key.publicEncryption.decrypt('RSAES_OAEP_SHA_256', good)).toHaveLength(32);
    expect(primitives.blocks).toEqual([good]);
  });

  test.each(['RSA_2048', 'RSA_3072', 'RSA_4096'] as const)(
    'a block of zeros is no ciphertext of %s',
    async (keySpec) => {
      const key = testKeyOf(keySpec).publicEncryption;
      const zeros = Buffer.alloc(Number(keySpec.slice(4)) / 8);
      for (const algorithm of ['RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_1']) {
        expect(await key.decrypt(algorithm, zeros)).toBeUndefined();
      }
    },
  );

  test.each(['', 'RSAES_PKCS1_V1_5', 'RSAES_OAEP_SHA_384', 'SYMMETRIC_DEFAULT', '__proto__'])(
    'there is no decryption with the algorithm "%s"',
    async (name) => {
      const refused: unknown = expect.objectContaining({ code: 'InvalidArgument' });
      await expect(publicEncryption.decrypt(name, good)).rejects.toEqual(refused);
      expect(() => publicEncryption.encrypt(name, good)).toThrow(refused);
    },
  );
});
