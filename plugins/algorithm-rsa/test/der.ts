/** DER (X.690) of what private keys are made of, right or wrong as a test wants it. */

export function tlv(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(content);
  return Buffer.concat([Buffer.of(tag), lengthOf(value.length), value]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}

export const sequence = (...members: readonly Uint8Array[]): Buffer => tlv(0x30, ...members);
export const octets = (content: Uint8Array): Buffer => tlv(0x04, content);
export const nothing: Buffer = Buffer.of(5, 0);

/** An INTEGER that is not negative. */
export function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return tlv(0x02, Buffer.alloc((bytes[0] ?? 0) >> 7), bytes);
}

/** The object identifiers 1.2.840.113549.1.1.1 and 1.2.840.113549.1.1.10 (RFC 8017 §A.1, §A.2.3). */
export const rsaEncryption: Buffer = Buffer.from('06092a864886f70d010101', 'hex');
export const rsassaPss: Buffer = Buffer.from('06092a864886f70d01010a', 'hex');
