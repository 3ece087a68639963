import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { mixed } from '@chatelaine/core';

/** Lengths in bytes. */
export const saltLength = 16;
const commitmentLength = 32;
const nonceLength = 12;
const tagLength = 16;

/** What wrapping adds to a secret, after the header. */
export const overhead: number = saltLength + commitmentLength + nonceLength + tagLength;

const information = Buffer.from('chatelaine/root-key/v1');
const cipher = 'aes-256-gcm';

interface DerivedKeys {
  readonly encryption: Uint8Array;
  readonly commitment: Uint8Array;
  overwrite(): void;
}

/** HKDF (RFC 5869) with SHA-256 to 64 bytes: the key of AES-256-GCM and the commitment to the root key. */
function derive(rootKey: Uint8Array, salt: Uint8Array): DerivedKeys {
  const bytes = new Uint8Array(hkdfSync('sha256', rootKey, salt, information, 64));
  return {
    encryption: bytes.subarray(0, 32),
    commitment: bytes.subarray(32),
    overwrite: () => bytes.fill(0),
  };
}

/** Each part with its length before it, so that no two pairs of parts are encoded alike. */
function authenticated(prefix: Uint8Array, associatedData: Uint8Array): Uint8Array {
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(prefix.length, 0);
  lengths.writeUInt32BE(associatedData.length, 4);
  return Buffer.concat([lengths.subarray(0, 4), prefix, lengths.subarray(4), associatedData]);
}

/**
 * Encrypts and authenticates `secret` under a root key of 32 bytes:
 * `header ‖ salt(16) ‖ commitment(32) ‖ nonce(12) ‖ ciphertext ‖ tag(16)`.
 *
 * The commitment lets one root key open it at most: AES-GCM alone would let someone who writes the store make one
 * ciphertext for many passphrases and learn from one attempt to open it which of them are wrong.
 */
export function wrapUnder(
  rootKey: Uint8Array,
  header: Uint8Array,
  salt: Uint8Array,
  secret: Uint8Array,
  associatedData: Uint8Array,
): Uint8Array {
  const keys = derive(rootKey, salt);
  try {
    const nonce = mixed(randomBytes(nonceLength));
    const prefix = Buffer.concat([header, salt, keys.commitment, nonce]);
    const encryption = createCipheriv(cipher, keys.encryption, nonce, { authTagLength: tagLength });
    encryption.setAAD(authenticated(prefix, associatedData));
    const body = Buffer.concat([encryption.update(secret), encryption.final()]);
    return new Uint8Array(Buffer.concat([prefix, body, encryption.getAuthTag()]));
  } finally {
    keys.overwrite();
  }
}

/**
 * Opens what `wrapUnder` made. `wrapped` has at least the length of the header and `overhead`.
 *
 * @returns `undefined` if it is not authentic or another root key made it.
 */
export function unwrapUnder(
  rootKey: Uint8Array,
  headerLength: number,
  wrapped: Uint8Array,
  associatedData: Uint8Array,
): Uint8Array | undefined {
  const commitmentAt = headerLength + saltLength;
  const nonceAt = commitmentAt + commitmentLength;
  const ciphertextAt = nonceAt + nonceLength;
  const tagAt = wrapped.length - tagLength;
  const keys = derive(rootKey, wrapped.subarray(headerLength, commitmentAt));
  try {
    if (!timingSafeEqual(keys.commitment, wrapped.subarray(commitmentAt, nonceAt))) return undefined;
    const nonce = wrapped.subarray(nonceAt, ciphertextAt);
    const decryption = createDecipheriv(cipher, keys.encryption, nonce, { authTagLength: tagLength });
    decryption.setAAD(authenticated(wrapped.subarray(0, ciphertextAt), associatedData));
    decryption.setAuthTag(wrapped.subarray(tagAt));
    const unverified = decryption.update(wrapped.subarray(ciphertextAt, tagAt));
    try {
      decryption.final();
      return new Uint8Array(unverified);
    } catch {
      return undefined;
    } finally {
      unverified.fill(0);
    }
  } finally {
    keys.overwrite();
  }
}
