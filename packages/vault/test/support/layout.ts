/** Where the parts of a ciphertext of AES_256 lie, as `docs/formats.md` specifies it. */
export const layout = {
  format: 0,
  suite: 1,
  purpose: 2,
  keyId: 3,
  keyVersion: 19,
  headerEnd: 23,
  salt: 23,
  commitment: 39,
  nonce: 71,
  body: 83,
  tagBytes: 16,
  /** A stream begins with its key of 32 bytes under the key. */
  streamHeaderEnd: 131,
  segmentBytes: 65_536,
} as const;
