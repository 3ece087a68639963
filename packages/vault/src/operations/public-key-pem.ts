/** The text of a SubjectPublicKeyInfo (RFC 7468 §13): lines of 64 characters. */
export function publicKeyPem(publicKey: Uint8Array): string {
  const text = Buffer.from(publicKey)
    .toString('base64')
    .replaceAll(/.{1,64}/g, '$&\n');
  return `-----BEGIN PUBLIC KEY-----\n${text}-----END PUBLIC KEY-----\n`;
}
