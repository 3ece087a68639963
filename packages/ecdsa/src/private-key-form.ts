import type { Curve } from './curve.ts';
import { concatenated, der, tags } from './der.ts';
import { algorithmIdentifier, compressed, pointBytes } from './public-key.ts';

const version0 = der(tags.integer, Uint8Array.of(0));
const version1 = der(tags.integer, Uint8Array.of(1));

/** How the public key stands in a private key. */
export type EmbeddedPoint = 'absent' | 'compressed' | 'uncompressed';

/**
 * One way to write private keys on a curve: ECPrivateKey (RFC 5915 §3) with a scalar of the full length, alone or in a
 * PrivateKeyInfo (RFC 5958 §2, version 0, no attributes) with the named curve. What may differ besides is whether
 * ECPrivateKey names the curve, and how it gives the public key. In each way, all private keys have one length, and
 * the scalar one place.
 */
export class PrivateKeyForm {
  readonly #curve: Curve;
  readonly #parameters: Uint8Array;
  readonly #point: EmbeddedPoint;
  /** All before the scalar. */
  readonly #head: Uint8Array;

  constructor(curve: Curve, outer: 'PrivateKeyInfo' | 'none', namesCurve: boolean, point: EmbeddedPoint) {
    this.#curve = curve;
    this.#parameters = namesCurve ? der(tags.explicit, curve.objectIdentifier) : new Uint8Array();
    this.#point = point;
    const scalar = new Uint8Array(curve.bytes);
    const tail = this.#tail(new Uint8Array(pointBytes(curve)));
    const privateKey = der(tags.sequence, version1, der(tags.octetString, scalar), tail);
    const whole =
      outer === 'none'
        ? privateKey
        : der(tags.sequence, version0, algorithmIdentifier(curve), der(tags.octetString, privateKey));
    this.#head = whole.subarray(0, whole.length - tail.length - scalar.length);
  }

  /** The scalar of a private key that may be of this form, as a view; `undefined` if it can't be. */
  scalarIn(encoding: Uint8Array): Uint8Array | undefined {
    const start = this.#head.length;
    const tail = this.#tail(new Uint8Array(pointBytes(this.#curve)));
    if (encoding.length !== start + this.#curve.bytes + tail.length) return undefined;
    if (Buffer.compare(encoding.subarray(0, start), this.#head) !== 0) return undefined;
    return encoding.subarray(start, start + this.#curve.bytes);
  }

  /** Whether a private key in which `scalarIn` found a scalar has `point` after it, in this form. */
  hasPoint(encoding: Uint8Array, point: Uint8Array): boolean {
    return Buffer.compare(encoding.subarray(this.#head.length + this.#curve.bytes), this.#tail(point)) === 0;
  }

  /** Scalar and point of a private key that ends with its point uncompressed, as views; `undefined` if this is none. */
  partsIn(encoding: Uint8Array): readonly [scalar: Uint8Array, point: Uint8Array] | undefined {
    const scalar = this.scalarIn(encoding);
    const point = encoding.subarray(-pointBytes(this.#curve));
    return scalar !== undefined && this.hasPoint(encoding, point) ? [scalar, point] : undefined;
  }

  encode(scalar: Uint8Array, point: Uint8Array): Uint8Array {
    return concatenated(this.#head, scalar, this.#tail(point));
  }

  #tail(point: Uint8Array): Uint8Array {
    if (this.#point === 'absent') return this.#parameters;
    const encoded = this.#point === 'compressed' ? compressed(point) : point;
    const publicKey = der(tags.bitString, Uint8Array.of(0), encoded);
    return concatenated(this.#parameters, der(tags.explicit + 1, publicKey));
  }
}

/** The form that key material has. */
export function canonicalForm(curve: Curve): PrivateKeyForm {
  return new PrivateKeyForm(curve, 'PrivateKeyInfo', false, 'uncompressed');
}

/** The form in which OpenSSL reads and writes private keys fastest: several times as fast as PKCS #8. */
export function sec1Form(curve: Curve): PrivateKeyForm {
  return new PrivateKeyForm(curve, 'none', true, 'uncompressed');
}

/** All forms that private keys are taken in. Their lengths differ, so a private key is of one at most. */
export function privateKeyForms(curve: Curve): readonly PrivateKeyForm[] {
  const points: readonly EmbeddedPoint[] = ['uncompressed', 'compressed', 'absent'];
  return points.flatMap((point) =>
    [false, true].map((namesCurve) => new PrivateKeyForm(curve, 'PrivateKeyInfo', namesCurve, point)),
  );
}
