import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, randomFillSync } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;
/** What stands before the ciphertext in the vault's format: it is authenticated, and so it is here. */
const headBytes = 83;

/**
 * AES-256-GCM as fast as node:crypto can do it: one `KeyObject`, nonces from a pool, one allocation for the output, and as many
 * authenticated bytes as the vault's.
 */
export class BareCrypto {
  #key = createSecretKey(randomBytes(32));
  #associatedData;
  #nonces = Buffer.allocUnsafeSlow(1_024 * nonceBytes);
  #next = this.#nonces.length;

  /** @param {number} contextBytes length of the encoded encryption context */
  constructor(contextBytes) {
    this.#associatedData = randomBytes(headBytes + contextBytes);
  }

  seal(plaintext) {
    if (this.#next === this.#nonces.length) {
      randomFillSync(this.#nonces);
      this.#next = 0;
    }
    const nonce = this.#nonces.subarray(this.#next, (this.#next += nonceBytes));
    const sealed = new Uint8Array(headBytes + plaintext.length + tagBytes);
    sealed.set(nonce, headBytes - nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(this.#associatedData);
    sealed.set(cipher.update(plaintext), headBytes);
    cipher.final();
    sealed.set(cipher.getAuthTag(), headBytes + plaintext.length);
    return sealed;
  }

  open(sealed) {
    const nonce = sealed.subarray(headBytes - nonceBytes, headBytes);
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(this.#associatedData);
    decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
    const plaintext = decipher.update(sealed.subarray(headBytes, sealed.length - tagBytes));
    decipher.final();
    return plaintext;
  }
}
