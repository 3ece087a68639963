/** A named curve, with all that keys and signatures on it are made of. */
export interface Curve {
  /** As key specs name it. */
  readonly keySpec: string;
  /** As OpenSSL names it. */
  readonly opensslName: string;
  /** DER of its object identifier (RFC 5480 §2.1.1.1, SEC 2 §A.2.1). */
  readonly objectIdentifier: Uint8Array;
  /** Bytes of a coordinate, and of a scalar. */
  readonly bytes: 32 | 48;
  /** The order n of its base point, big-endian. */
  readonly order: Uint8Array;
  readonly signingAlgorithm: string;
  /** The hash function of `signingAlgorithm`; digests have as many bytes as scalars. */
  readonly hash: 'sha256' | 'sha384';
  /** Whether signatures are made with the lower of the two values of s only. */
  readonly lowS: boolean;
}

function curve(objectIdentifier: string, order: string, rest: Omit<Curve, 'objectIdentifier' | 'order'>): Curve {
  const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
  return Object.freeze({ ...rest, objectIdentifier: hex(objectIdentifier), order: hex(order) });
}

/** NIST P-256 (SP 800-186 §3.2.1.3). */
export const p256: Curve = curve(
  '06082a8648ce3d030107',
  'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
  {
    keySpec: 'EC_P256',
    opensslName: 'prime256v1',
    bytes: 32,
    signingAlgorithm: 'ECDSA_SHA_256',
    hash: 'sha256',
    lowS: false,
  },
);

/** NIST P-384 (SP 800-186 §3.2.1.4). */
export const p384: Curve = curve(
  '06052b81040022',
  'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
  {
    keySpec: 'EC_P384',
    opensslName: 'secp384r1',
    bytes: 48,
    signingAlgorithm: 'ECDSA_SHA_384',
    hash: 'sha384',
    lowS: false,
  },
);

/** secp256k1 (SEC 2 §2.4.1). */
export const secp256k1: Curve = curve(
  '06052b8104000a',
  'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141',
  {
    keySpec: 'SECP256K1',
    opensslName: 'secp256k1',
    bytes: 32,
    signingAlgorithm: 'ECDSA_SHA_256',
    hash: 'sha256',
    lowS: true,
  },
);
