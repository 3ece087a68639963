import type { ParameterSet } from '../parameter-sets.ts';

/** The DER of a length (X.690 §8.1.3), up to 65,535. */
export function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  return [0x82, length >> 8, length & 0xff];
}

/** The AlgorithmIdentifier of a parameter set: its object identifier, parameters absent (RFC 9881 §2). */
export function algorithmIdentifier(set: ParameterSet): readonly number[] {
  const objectIdentifier = [0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, set.lastArc];
  return [0x30, objectIdentifier.length, ...objectIdentifier];
}
