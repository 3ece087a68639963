/** What an object says of itself may be overridden; these getters tell what it is, and throw for an object of another kind. */
function intrinsic<Owner, Value>(
  prototype: unknown,
  name: 'buffer' | 'byteLength' | 'byteOffset' | 'length',
): (owner: Owner) => Value {
  const described = Object.getOwnPropertyDescriptor(prototype, name);
  return (owner) => described?.get?.call(owner) as Value;
}

const typedArray: unknown = Object.getPrototypeOf(Uint8Array.prototype);
const bufferOf = intrinsic<Uint8Array, ArrayBuffer>(typedArray, 'buffer');
const offsetOf = intrinsic<Uint8Array, number>(typedArray, 'byteOffset');
const lengthOf = intrinsic<Uint8Array, number>(typedArray, 'length');
const sizeOf = intrinsic<ArrayBuffer, number>(ArrayBuffer.prototype, 'byteLength');

/**
 * The same bytes as an array without a subclass's methods or members of its own; `undefined` if they are in shared
 * memory, where another thread could change them between two looks, or gone: their buffer was transferred.
 */
export function plainView(array: Uint8Array): Uint8Array | undefined {
  const buffer = bufferOf(array);
  try {
    // Throws for shared memory, whatever its prototype; the other for a buffer that was transferred.
    sizeOf(buffer);
    return new Uint8Array(buffer, offsetOf(array), lengthOf(array));
  } catch {
    return undefined;
  }
}
