import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type RootKey, VaultError } from '@chatelaine/core';
import type { RootKeySubject } from '../../src/root-key/index.ts';

const nonceBytes = 12;
const tagBytes = 16;

const rejection = (): VaultError =>
  new VaultError('RootKeyRejected', 'The root key does not open this. Give the one that wrapped it.');

/** A root key as functions, which need no `this`. */
export interface RootKeyFunctions {
  readonly description: string;
  readonly wrap: (secret: Uint8Array, associatedData: Uint8Array) => Promise<Uint8Array>;
  readonly unwrap: (wrapped: Uint8Array, associatedData: Uint8Array) => Promise<Uint8Array>;
}

/** A root key of 32 bytes: nonce, then the secret by AES-256-GCM, then the tag. */
export function honestRootKey(key: Uint8Array): RootKeyFunctions {
  return {
    description: 'a key of this test',
    wrap: (secret, associatedData) => {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associatedData);
      const sealed = [nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()];
      return Promise.resolve(new Uint8Array(Buffer.concat(sealed)));
    },
    unwrap: (wrapped, associatedData) => {
      if (wrapped.length < nonceBytes + tagBytes) return Promise.reject(rejection());
      const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(associatedData).setAuthTag(wrapped.subarray(-tagBytes));
      const secret = decipher.update(wrapped.subarray(nonceBytes, -tagBytes));
      try {
        decipher.final();
      } catch {
        return Promise.reject(rejection());
      }
      return Promise.resolve(new Uint8Array(secret));
    },
  };
}

/** A subject of root keys that `make` makes of 32 bytes. */
export function rootKeySubject(make: (key: Uint8Array) => RootKey): RootKeySubject {
  const [key, other] = [randomBytes(32), randomBytes(32)];
  return { open: () => make(new Uint8Array(key)), openAnother: () => make(new Uint8Array(other)) };
}
