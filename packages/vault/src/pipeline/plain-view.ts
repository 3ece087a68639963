/** What an array says of itself may be overridden; these getters tell what it is. */
function intrinsic<Value>(name: 'buffer' | 'byteOffset' | 'length'): (array: Uint8Array) => Value {
  const prototype: unknown = Object.getPrototypeOf(Uint8Array.prototype);
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  return (array) => descriptor?.get?.call(array) as Value;
}

const bufferOf = intrinsic<ArrayBufferLike>('buffer');
const offsetOf = intrinsic<number>('byteOffset');
const lengthOf = intrinsic<number>('length');

/**
 * The same bytes as an array without a subclass's methods or members of its own; `undefined` if they are in shared
 * memory, where another thread could change them between two looks, or gone: their buffer was transferred.
 */
export function plainView(array: Uint8Array): Uint8Array | undefined {
  const buffer = bufferOf(array);
  if (buffer instanceof SharedArrayBuffer) return undefined;
  try {
    return new Uint8Array(buffer, offsetOf(array), lengthOf(array));
  } catch {
    return undefined;
  }
}
