import type { Libsecp256k1 } from './libsecp256k1.ts';

/** The version that `package.json` pins. */
export const wasmVersion = '2.2.4';

/** libsecp256k1 as the package `tiny-secp256k1` has compiled it to WebAssembly; it blinds itself. */
export async function loadWasm(): Promise<Libsecp256k1> {
  const { isPoint, pointFromScalar, sign, verify } = await import('tiny-secp256k1');
  return {
    pointOf: (scalar) => {
      const point = pointFromScalar(scalar, false);
      if (point === null) throw new RangeError('The scalar has no point.');
      return point;
    },
    isPoint,
    sign,
    verify: (digest, point, signature) => verify(digest, point, signature, true),
  };
}
