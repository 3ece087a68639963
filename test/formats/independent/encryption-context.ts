import { join, number, utf8 } from './bytes.ts';

/** The pairs of an encryption context, in any order. */
export type Pairs = readonly (readonly [name: string, value: string])[];

/** `undefined` for a context that the specification refuses. */
export function encodeContext(pairs: Pairs): Uint8Array | undefined {
  const encoded = pairs.map(([name, value]) => [utf8(name), utf8(value)] as const);
  const bytes = encoded.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  const sound =
    pairs.length <= 64 &&
    bytes <= 8_192 &&
    pairs.every(([name, value]) => name !== '' && name.isWellFormed() && value.isWellFormed()) &&
    new Set(pairs.map(([name]) => name)).size === pairs.length;
  if (!sound) return undefined;
  return encodePairs(encoded.toSorted(([a], [b]) => compare(a, b)));
}

function encodePairs(pairs: readonly (readonly [name: Uint8Array, value: Uint8Array])[]): Uint8Array {
  const parts = pairs.flatMap(([name, value]) => [number(name.length, 2), name, number(value.length, 2), value]);
  return join(number(pairs.length, 2), ...parts);
}

function compare(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
