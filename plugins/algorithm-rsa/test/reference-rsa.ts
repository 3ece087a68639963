import { createHash, randomBytes, type KeyObject } from 'node:crypto';

/** A second implementation of RFC 8017 on BigInt, slow and simple, which shares nothing with the first but the hashes. */

type Numbers = Readonly<Record<'n' | 'e' | 'd', bigint>>;

export function numbersOf(key: KeyObject): Numbers {
  const { n = '', e = '', d = '' } = key.export({ format: 'jwk' });
  const number = (text: string): bigint => toInteger(Buffer.from(text, 'base64url'));
  return { n: number(n), e: number(e), d: number(d) };
}

/** OS2IP (§4.2). */
function toInteger(bytes: Uint8Array): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** I2OSP (§4.1). */
function toBytes(integer: bigint, length: number): Buffer {
  return Buffer.from(integer.toString(16).padStart(2 * length, '0'), 'hex');
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** RSASP1 and RSADP, or RSAVP1 and RSAEP (§5): `bytes` to the power of an exponent. */
export function raised(bytes: Uint8Array, exponent: bigint, modulus: bigint): Buffer {
  return toBytes(power(toInteger(bytes), exponent, modulus), bytes.length);
}

const hashed = (hash: string, ...parts: readonly Uint8Array[]): Buffer =>
  createHash(hash).update(Buffer.concat(parts)).digest();

/** MGF1 (§B.2.1) xor `bytes`. */
function masked(hash: string, seed: Uint8Array, bytes: Uint8Array): Buffer {
  const size = hashed(hash).length;
  return Buffer.from(
    bytes.map((byte, index) => {
      const block = hashed(hash, seed, toBytes(BigInt(Math.floor(index / size)), 4));
      return byte ^ (block[index % size] ?? 0);
    }),
  );
}

/** The last arc of the hash function's object identifier, 2.16.840.1.101.3.4.2.x. */
const arcs: Readonly<Record<string, number>> = { sha256: 1, sha384: 2, sha512: 3 };

/** EMSA-PKCS1-v1_5 (§9.2). */
export function pkcs1Block(hash: string, digest: Uint8Array, length: number): Buffer {
  const identifier = Buffer.concat([Buffer.from('06096086480165030402', 'hex'), Buffer.of(arcs[hash] ?? 0, 5, 0)]);
  const octets = Buffer.concat([Buffer.of(4, digest.length), digest]);
  const body = Buffer.concat([Buffer.of(0x30, identifier.length), identifier, octets]);
  const info = Buffer.concat([Buffer.of(0x30, body.length), body]);
  return Buffer.concat([Buffer.of(0, 1), Buffer.alloc(length - info.length - 3, 0xff), Buffer.of(0), info]);
}

/** EMSA-PSS-ENCODE (§9.1.1) with a salt of any length. */
export function pssBlock(hash: string, digest: Uint8Array, length: number, saltLength: number): Buffer {
  const salt = randomBytes(saltLength);
  const inner = hashed(hash, Buffer.alloc(8), digest, salt);
  const zeros = Buffer.alloc(length - saltLength - inner.length - 2);
  const block = masked(hash, inner, Buffer.concat([zeros, Buffer.of(1), salt]));
  block[0] = (block[0] ?? 0) & 0x7f;
  return Buffer.concat([block, inner, Buffer.of(0xbc)]);
}

/** EMSA-PSS-VERIFY (§9.1.2) with a salt as long as the digest. */
export function isPssBlock(hash: string, digest: Uint8Array, encoded: Buffer): boolean {
  const [block, inner] = [encoded.subarray(0, -digest.length - 1), encoded.subarray(-digest.length - 1, -1)];
  const plain = masked(hash, inner, block);
  plain[0] = (plain[0] ?? 0) & 0x7f;
  const salt = plain.subarray(-digest.length);
  const padding = Buffer.concat([Buffer.alloc(block.length - digest.length - 1), Buffer.of(1)]);
  return (
    encoded.at(-1) === 0xbc &&
    ((encoded[0] ?? 0) & 0x80) === 0 &&
    plain.subarray(0, -digest.length).equals(padding) &&
    inner.equals(hashed(hash, Buffer.alloc(8), digest, salt))
  );
}

/** EME-OAEP encoding (§7.1.1, step 2) with an empty label. */
export function oaepBlock(hash: string, plaintext: Uint8Array, length: number): Buffer {
  const label = hashed(hash);
  const zeros = Buffer.alloc(length - plaintext.length - 2 * label.length - 2);
  const seed = randomBytes(label.length);
  const block = masked(hash, seed, Buffer.concat([label, zeros, Buffer.of(1), plaintext]));
  return Buffer.concat([Buffer.of(0), masked(hash, block, seed), block]);
}

/** EME-OAEP decoding (§7.1.2, step 3) of a good block. */
export function oaepPlaintext(hash: string, encoded: Buffer): Buffer {
  const size = hashed(hash).length;
  const [maskedSeed, maskedBlock] = [encoded.subarray(1, 1 + size), encoded.subarray(1 + size)];
  const block = masked(hash, masked(hash, maskedBlock, maskedSeed), maskedBlock);
  return block.subarray(block.indexOf(1, size) + 1);
}
