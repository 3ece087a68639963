import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { tagBytes } from './layout.ts';

const cipherName = 'aes-256-gcm';
/** Without it Node takes tags of 4, 8 and 12–16 bytes when it decrypts. */
const options = { authTagLength: tagBytes };

/** AES-256-GCM (NIST SP 800-38D §7.1): writes encrypted bytes ‖ tag into `output` at `offset`. */
export function encryptInto(
  output: Uint8Array,
  offset: number,
  key: KeyObject,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  plaintext: Uint8Array,
): void {
  const cipher = createCipheriv(cipherName, key, nonce, options);
  cipher.setAAD(associatedData);
  output.set(cipher.update(plaintext), offset);
  cipher.final();
  output.set(cipher.getAuthTag(), offset + plaintext.length);
}

/** AES-256-GCM (NIST SP 800-38D §7.2): the plaintext, or `undefined` if the tag does not fit. */
export function decrypt(
  key: KeyObject,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  encrypted: Uint8Array,
  tag: Uint8Array,
): Uint8Array | undefined {
  const decipher = createDecipheriv(cipherName, key, nonce, options);
  decipher.setAAD(associatedData);
  decipher.setAuthTag(tag);
  const plaintext = decipher.update(encrypted);
  try {
    decipher.final();
  } catch {
    plaintext.fill(0);
    return undefined;
  }
  return plain(plaintext);
}

/** A plain array, alone in its `ArrayBuffer`, so that callers can't reach other data through `buffer`. */
function plain(bytes: Buffer): Uint8Array {
  return bytes.buffer.byteLength === bytes.length ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes);
}
