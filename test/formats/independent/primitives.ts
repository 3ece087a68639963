/** The primitives of the specification, from WebCrypto alone. */

const { subtle } = globalThis.crypto;
const none = new Uint8Array(0);

export function random(length: number): Uint8Array {
  return globalThis.crypto.getRandomValues(new Uint8Array(length));
}

export async function sha256(data: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await subtle.digest('SHA-256', data));
}

export async function hmacSha256(secret: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const key = await subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', key, data));
}

/** RFC 5869 with SHA-256. */
export async function hkdf(
  ikm: Uint8Array,
  salt: Uint8Array | undefined,
  info: Uint8Array,
  length: number,
): Promise<Uint8Array> {
  const key = await subtle.importKey('raw', ikm, 'HKDF', false, ['deriveBits']);
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: salt ?? none, info };
  return new Uint8Array(await subtle.deriveBits(algorithm, key, length * 8));
}

/** `encrypted ‖ tag(16)` */
export async function encrypt(
  secret: Uint8Array,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  const key = await subtle.importKey('raw', secret, 'AES-GCM', false, ['encrypt']);
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: associatedData, tagLength: 128 };
  return new Uint8Array(await subtle.encrypt(algorithm, key, plaintext));
}

/** The plaintext, or `undefined` unless it is authentic. */
export async function decrypt(
  secret: Uint8Array,
  nonce: Uint8Array,
  associatedData: Uint8Array,
  encryptedAndTag: Uint8Array,
): Promise<Uint8Array | undefined> {
  if (encryptedAndTag.length < 16) return undefined;
  const key = await subtle.importKey('raw', secret, 'AES-GCM', false, ['decrypt']);
  const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: associatedData, tagLength: 128 };
  try {
    return new Uint8Array(await subtle.decrypt(algorithm, key, encryptedAndTag));
  } catch {
    return undefined;
  }
}
