import type { Curve } from './curve.ts';

/** Whether `bytes`, big-endian, is from 1 to n - 1. Tells in its time no more than how many first bytes are those of n. */
export function isScalar({ bytes: length, order }: Curve, bytes: Uint8Array): boolean {
  return bytes.length === length && bytes.some((byte) => byte !== 0) && Buffer.compare(bytes, order) < 0;
}
