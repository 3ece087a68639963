import type { Curve } from './curve.ts';
import { concatenated, der, tags } from './der.ts';

/** DER of the object identifier id-ecPublicKey (RFC 5480 §2.1.1). */
const ecPublicKey = Uint8Array.from([0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01]);

/** What an uncompressed point begins with (SEC 1 §2.3.3). */
const uncompressed = 0x04;

/** Bytes of an uncompressed point: 04 ‖ x ‖ y. */
export function pointBytes({ bytes }: Curve): number {
  return 1 + 2 * bytes;
}

/** The AlgorithmIdentifier of keys on a named curve (RFC 5480 §2.1.1). */
export function algorithmIdentifier(curve: Curve): Uint8Array {
  return der(tags.sequence, ecPublicKey, curve.objectIdentifier);
}

/** The DER of a SubjectPublicKeyInfo (RFC 5480 §2) with an uncompressed point. */
export function encodePublicKey(curve: Curve, point: Uint8Array): Uint8Array {
  return der(tags.sequence, algorithmIdentifier(curve), der(tags.bitString, Uint8Array.of(0), point));
}

/**
 * The point in what `encodePublicKey` gives, or `undefined` if it is anything else: explicit parameters, another curve,
 * a compressed point, bytes too many. Whether the point is on the curve is for the provider to say.
 */
export function pointIn(curve: Curve, encoding: Uint8Array): Uint8Array | undefined {
  const point = new Uint8Array(encoding.subarray(-pointBytes(curve)));
  if (point[0] !== uncompressed || point.length !== pointBytes(curve)) return undefined;
  return Buffer.compare(encodePublicKey(curve, point), encoding) === 0 ? point : undefined;
}

/** The compressed form of a point (SEC 1 §2.3.3): 02 or 03 ‖ x. */
export function compressed(point: Uint8Array): Uint8Array {
  const odd = (point.at(-1) ?? 0) & 1;
  return concatenated(Uint8Array.of(0x02 + odd), point.subarray(1, (point.length + 1) / 2));
}
