import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KeyId, SecretBytes } from '@chatelaine/core';

/**
 * Tells whether material is the same as before, without keeping any: HMAC-SHA-256 over the key id and the material in
 * canonical form. Without the vault's keyring it tells nothing, and two keys of one material have different ones.
 */
export class MaterialDigest {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** In base64url. */
  of(keyId: KeyId, canonical: SecretBytes): string {
    return canonical.use((bytes) =>
      createHmac('sha256', this.#key).update(`material\0${keyId}\0`, 'utf8').update(bytes).digest('base64url'),
    );
  }
}

/** Which of several digests is the same as this one, -1 if none is; in the same time whatever the answer. */
export function indexOfDigest(digests: readonly (string | undefined)[], wanted: string): number {
  const bytes = Buffer.from(wanted, 'latin1');
  let found = -1;
  for (const [index, digest] of digests.entries()) {
    const other = Buffer.alloc(bytes.length);
    other.write(digest ?? '', 'latin1');
    if (timingSafeEqual(bytes, other)) found = index;
  }
  return found;
}
