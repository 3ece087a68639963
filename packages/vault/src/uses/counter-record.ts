/** The content of `counter/<id>/<version>`: how many messages were encrypted under this version. */
export function encodeCounter(encryptions: number): Uint8Array {
  return Buffer.from(JSON.stringify({ format: 1, encryptions }), 'utf8');
}

/** Reads what `encodeCounter` wrote; the seal vouches for its form. */
export function decodeCounter(content: Uint8Array): number {
  const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8');
  return (JSON.parse(text) as { readonly encryptions: number }).encryptions;
}
