import { headerBytes, type KeyId, keyIdToBytes, type KeyVersion, VaultError } from '@chatelaine/core';
import { readKeyId } from './key-id-memory.ts';
import type { Purpose } from './purpose.ts';

/** The format of all ciphertexts so far. */
const ciphertextFormat = 1;

const suiteAt = 1;
const purposeAt = 2;
const keyIdAt = 3;
const versionAt = 19;

/** format(1) ‖ suite(1) ‖ purpose(1) ‖ key id(16) ‖ key version(4). */
export function makeHeader(suite: number, purpose: Purpose, keyId: KeyId, version: KeyVersion): Uint8Array {
  const id = keyIdToBytes(keyId);
  if (id === undefined) throw new VaultError('Internal', 'A key has an id that no vault makes.');
  const header = new Uint8Array(headerBytes);
  header[0] = ciphertextFormat;
  header[suiteAt] = suite;
  header[purposeAt] = purpose;
  header.set(id, keyIdAt);
  new DataView(header.buffer).setUint32(versionAt, version);
  return header;
}

/** The key that a ciphertext names, or `undefined` if it is too short or of another format. */
export function keyIdOfCiphertext(ciphertext: Uint8Array): KeyId | undefined {
  if (ciphertext.length < headerBytes || ciphertext[0] !== ciphertextFormat) return undefined;
  return readKeyId(ciphertext, keyIdAt);
}

/** The version in a header that `keyIdOfCiphertext` has accepted. */
export function versionOfCiphertext(ciphertext: Uint8Array): KeyVersion {
  const [a = 0, b = 0, c = 0, d = 0] = [ciphertext[19], ciphertext[20], ciphertext[21], ciphertext[22]];
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

/** What the header says that the ciphertext is for; not yet authenticated. */
export function purposeOfCiphertext(ciphertext: Uint8Array): number | undefined {
  return ciphertext[purposeAt];
}

/** True if the header is of this purpose and of one of these suites. */
export function hasPurpose(ciphertext: Uint8Array, purpose: Purpose, suites: readonly number[]): boolean {
  return ciphertext[purposeAt] === purpose && suites.includes(ciphertext[suiteAt] ?? 0);
}
