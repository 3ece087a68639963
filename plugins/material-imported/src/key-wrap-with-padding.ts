import { createDecipheriv } from 'node:crypto';

/** The alternative initial value of RFC 5649 §3. */
const initialValue = Buffer.from('A65959A6', 'hex');
const semiblockBytes = 8;

/**
 * Unwraps what AES key wrap with padding made (RFC 5649 §4.2); `undefined` whatever the reason.
 *
 * @param key 32 bytes.
 */
export function unwrapWithPadding(key: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  // OpenSSL takes no bytes at all for a wrapping of none.
  if (wrapped.length < 2 * semiblockBytes || wrapped.length % semiblockBytes !== 0) return undefined;
  try {
    const decipher = createDecipheriv('id-aes256-wrap-pad', key, initialValue);
    // All comes in one piece: what is not authentic fails here.
    const plain = decipher.update(wrapped);
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}
