import { seedBytes, type ParameterSet } from '../parameter-sets.ts';
import { algorithmIdentifier, lengthOf } from './der.ts';

/** The PKCS #8 PrivateKeyInfo of a key in its seed form, `[0] IMPLICIT OCTET STRING` (RFC 9881 §6). */
export function encodeSeed(set: ParameterSet, seed: Uint8Array): Uint8Array {
  const privateKey = [0x80, ...lengthOf(seedBytes)];
  const inner = [0x02, 0x01, 0x00, ...algorithmIdentifier(set), 0x04, ...lengthOf(privateKey.length + seedBytes)];
  const prefix = [0x30, ...lengthOf(inner.length + privateKey.length + seedBytes), ...inner, ...privateKey];
  const encoded = new Uint8Array(prefix.length + seedBytes);
  encoded.set(prefix);
  encoded.set(seed, prefix.length);
  return encoded;
}

/**
 * The seed in a PrivateKeyInfo as OpenSSL writes it: in its seed form, or with the expanded key behind it, which is
 * SEQUENCE { OCTET STRING seed, OCTET STRING expanded key } (RFC 9881 §6). `undefined` for anything else.
 */
export function decodeSeed(set: ParameterSet, encoded: Uint8Array): Uint8Array | undefined {
  const seed = Uint8Array.from(encoded.subarray(-seedBytes));
  const again = encodeSeed(set, seed);
  const same = Buffer.compare(again, encoded) === 0;
  again.fill(0);
  return same ? seed : seedBeforeExpandedKey(set, encoded);
}

function seedBeforeExpandedKey(set: ParameterSet, encoded: Uint8Array): Uint8Array | undefined {
  const before = [0x04, ...lengthOf(seedBytes)];
  const after = [0x04, ...lengthOf(set.secretKeyBytes)];
  const end = encoded.length - set.secretKeyBytes - after.length;
  const start = end - seedBytes;
  if (start < before.length) return undefined;
  const found = (position: number, expected: readonly number[]): boolean =>
    expected.every((byte, index) => encoded[position + index] === byte);
  if (!found(start - before.length, before) || !found(end, after)) return undefined;
  return Uint8Array.from(encoded.subarray(start, end));
}
