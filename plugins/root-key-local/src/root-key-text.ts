const keyLength = 32;

/** 32 bytes are 43 characters of base64url (RFC 4648 section 5) without padding. */
const text = /^[A-Za-z0-9_-]{43}$/;

/** @returns `undefined` unless `candidate` is the one text of 32 bytes. */
export function parseRootKey(candidate: string): Uint8Array | undefined {
  if (!text.test(candidate)) return undefined;
  const bytes = Buffer.from(candidate, 'base64url');
  if (bytes.length !== keyLength || bytes.toString('base64url') !== candidate) return undefined;
  const key = new Uint8Array(bytes);
  bytes.fill(0);
  return key;
}

/** The text that `parseRootKey` takes. */
export function formatRootKey(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('base64url');
}
