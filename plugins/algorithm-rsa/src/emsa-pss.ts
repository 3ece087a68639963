import { createHash, randomBytes } from 'node:crypto';
import { digestBytes, type SigningHash } from './hash.ts';

/** The last byte of every encoding. */
const trailer = 0xbc;

/** MGF1 (RFC 8017 §B.2.1). */
function mask(hash: SigningHash, seed: Uint8Array, length: number): Uint8Array {
  const counter = Buffer.alloc(4);
  const blocks: Buffer[] = [];
  for (let index = 0; index * digestBytes[hash] < length; index += 1) {
    counter.writeUInt32BE(index);
    blocks.push(createHash(hash).update(seed).update(counter).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}

function xor(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.map((byte, index) => byte ^ (other[index] ?? 0));
}

/** Hash of 8 zeros ‖ digest ‖ salt. */
function hashed(hash: SigningHash, digest: Uint8Array, salt: Uint8Array): Uint8Array {
  return createHash(hash).update(Buffer.alloc(8)).update(digest).update(salt).digest();
}

/** Zeros ‖ 1 ‖ salt, as long as there is room beside the hash and the trailer. */
function dataBlock(length: number, salt: Uint8Array): Uint8Array {
  const block = new Uint8Array(length);
  block[length - salt.length - 1] = 1;
  block.set(salt, length - salt.length);
  return block;
}

/**
 * EMSA-PSS-ENCODE (RFC 8017 §9.1.1) of a digest for moduli of `8 * length` bits, with MGF1 of the same hash function
 * and a salt as long as the digest.
 */
export function encodePss(hash: SigningHash, digest: Uint8Array, length: number): Uint8Array {
  const salt = randomBytes(digestBytes[hash]);
  const inner = hashed(hash, digest, salt);
  const block = dataBlock(length - inner.length - 1, salt);
  const encoded = new Uint8Array(length);
  encoded.set(xor(block, mask(hash, inner, block.length)));
  encoded[0] = (encoded[0] ?? 0) & 0x7f;
  encoded.set(inner, block.length);
  encoded[length - 1] = trailer;
  return encoded;
}

/** EMSA-PSS-VERIFY (RFC 8017 §9.1.2) for the same encodings: no salt of another length fits. */
export function fitsPss(hash: SigningHash, digest: Uint8Array, encoded: Uint8Array): boolean {
  const end = encoded.length - 1 - digestBytes[hash];
  const [masked, inner] = [encoded.subarray(0, end), encoded.subarray(end, -1)];
  if (encoded.at(-1) !== trailer || ((encoded[0] ?? 0) & 0x80) !== 0) return false;
  const block = xor(masked, mask(hash, inner, masked.length));
  block[0] = (block[0] ?? 0) & 0x7f;
  const salt = block.subarray(-digestBytes[hash]);
  return (
    Buffer.compare(block, dataBlock(block.length, salt)) === 0 &&
    Buffer.compare(inner, hashed(hash, digest, salt)) === 0
  );
}
