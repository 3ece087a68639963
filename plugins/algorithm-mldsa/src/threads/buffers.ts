/** The memory behind arrays, for a list of what a message hands over instead of copying it. */
export function buffersOf(arrays: readonly Uint8Array[]): ArrayBuffer[] {
  return arrays.map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer);
}
