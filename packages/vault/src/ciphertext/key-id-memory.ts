import { type KeyId, keyIdFromBytes } from '@chatelaine/core';

const slots = 256;
const idBytes = 16;
const bytes = new Uint8Array(slots * idBytes);
const texts: (KeyId | undefined)[] = Array.from({ length: slots }, () => undefined);

/**
 * The key id of the 16 bytes at `offset`. The text of the ids that were read last is kept, by their last byte: to write
 * it, and to hash it for the caches that it is looked up in, costs more than everything else that is done to a header.
 */
export function readKeyId(source: Uint8Array, offset: number): KeyId {
  const slot = source[offset + idBytes - 1] ?? 0;
  const known = texts[slot];
  if (known !== undefined && isAt(slot * idBytes, source, offset)) return known;
  const text = keyIdFromBytes(source, offset);
  for (let index = 0; index < idBytes; index += 1) bytes[slot * idBytes + index] = source[offset + index] ?? 0;
  texts[slot] = text;
  return text;
}

function isAt(start: number, source: Uint8Array, offset: number): boolean {
  for (let index = 0; index < idBytes; index += 1) {
    if (bytes[start + index] !== source[offset + index]) return false;
  }
  return true;
}
