import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { VaultError, mixed } from '@chatelaine/core';

const nonceBytes = 12;
const tagBytes = 16;

/** Seals the place where a list goes on, so that callers can neither read it nor make one up nor use another's. */
export class MarkerSealer {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** @param owner Whose marker of which list it is. */
  seal(owner: string, place: string): string {
    const nonce = mixed(randomBytes(nonceBytes));
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(Buffer.from(owner, 'utf8'));
    const sealed = Buffer.concat([nonce, cipher.update(place, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return sealed.toString('base64url');
  }

  /** @throws VaultError `InvalidArgument` for anything but a marker of this owner. */
  open(owner: string, marker: string): string {
    const sealed = Buffer.from(marker, 'base64url');
    try {
      const nonce = sealed.subarray(0, nonceBytes);
      const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(owner, 'utf8'));
      decipher.setAuthTag(sealed.subarray(-tagBytes));
      return decipher.update(sealed.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
    } catch (cause) {
      throw new VaultError(
        'InvalidArgument',
        'The marker is not one that this list gave to this caller. Begin again without a marker.',
        {
          cause,
        },
      );
    }
  }
}
