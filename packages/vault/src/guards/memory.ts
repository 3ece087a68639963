/**
 * What a plugin gave as a plain array, alone in its `ArrayBuffer`: what stands in a shared pool of the runtime would give
 * the caller its neighbours too, and subclasses have methods of other meanings. Its length is what it has, not what it
 * tells. `undefined` unless it is bytes, none of them of `input`.
 */
export function newBytes(given: unknown, input?: Uint8Array): Uint8Array | undefined {
  if (!(given instanceof Uint8Array) || (input !== undefined && overlaps(given, input))) return undefined;
  const { buffer, length } = given;
  if (length === 0) return new Uint8Array();
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength === length;
  return isAlone && Object.getPrototypeOf(given) === Uint8Array.prototype ? given : new Uint8Array(given);
}

/** True if both have bytes in common. Two small buffers of Node may lie in one pool without sharing a byte. */
function overlaps(one: Uint8Array, other: Uint8Array): boolean {
  if (one.buffer !== other.buffer) return false;
  return one.byteOffset < other.byteOffset + other.length && other.byteOffset < one.byteOffset + one.length;
}
