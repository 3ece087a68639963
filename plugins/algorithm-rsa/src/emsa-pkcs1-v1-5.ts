import type { SigningHash } from './hash.ts';

/** What stands before a digest in the DER of a DigestInfo (RFC 8017 §9.2, note 1). */
const digestInfo: Readonly<Record<SigningHash, Uint8Array>> = {
  sha256: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
  sha384: Buffer.from('3041300d060960864801650304020205000430', 'hex'),
  sha512: Buffer.from('3051300d060960864801650304020305000440', 'hex'),
};

/** EMSA-PKCS1-v1_5 (RFC 8017 §9.2) of a digest: 0 ‖ 1 ‖ ones ‖ 0 ‖ DigestInfo, `length` bytes. */
export function encodePkcs1(hash: SigningHash, digest: Uint8Array, length: number): Uint8Array {
  const prefix = digestInfo[hash];
  const start = length - prefix.length - digest.length;
  const encoded = new Uint8Array(length).fill(0xff);
  encoded.set([0, 1]);
  encoded[start - 1] = 0;
  encoded.set(prefix, start);
  encoded.set(digest, start + prefix.length);
  return encoded;
}

/** Whether `encoded` is that encoding: there is one only, so it is made again and compared (RFC 8017 §8.2.2). */
export function fitsPkcs1(hash: SigningHash, digest: Uint8Array, encoded: Uint8Array): boolean {
  return Buffer.compare(encodePkcs1(hash, digest, encoded.length), encoded) === 0;
}
