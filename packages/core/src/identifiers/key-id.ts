declare const keyIdBrand: unique symbol;

/** The id of a key: 36 characters, such as `0d0466b0-e727-4d9c-b35d-f84bb474a37f`. */
export type KeyId = string & { readonly [keyIdBrand]: true };

const pattern = /^[0-9a-z]{8}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{12}$/;
const hexadecimal = /^[0-9a-f-]{36}$/;

/** True for text of the form of a key id. Case is never folded: upper case is no key id. */
export function isKeyId(text: string): text is KeyId {
  return text.length === 36 && pattern.test(text);
}

/**
 * The 16 bytes of a key id as it stands in a ciphertext, or `undefined` for an id that has the form but
 * is not hexadecimal: no vault ever made such a key.
 */
export function keyIdToBytes(id: KeyId): Uint8Array | undefined {
  return hexadecimal.test(id) ? Buffer.from(id.replaceAll('-', ''), 'hex') : undefined;
}

/** The key id of 16 bytes at `offset`. */
export function keyIdFromBytes(bytes: Uint8Array, offset: number): KeyId {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset + offset, 16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as KeyId;
}
