// What stands in a shared pool of the runtime would give the caller its neighbours too.
/** The bytes in an `ArrayBuffer` of their own. */
export function alone(bytes: Uint8Array): Uint8Array {
  return bytes.buffer.byteLength === bytes.length ? bytes : new Uint8Array(bytes);
}

/** True if both have bytes in common. Two small buffers of Node may lie in one pool without sharing a byte. */
export function overlaps(one: Uint8Array, other: Uint8Array): boolean {
  if (one.buffer !== other.buffer) return false;
  return one.byteOffset < other.byteOffset + other.length && other.byteOffset < one.byteOffset + one.length;
}
