import { createPublicKey, type KeyObject } from 'node:crypto';
import { VaultError } from '@chatelaine/core';
import { isPublicExponent } from './exponent.ts';
import type { RsaSpec } from './rsa-specs.ts';

/** The DER of a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) with the algorithm rsaEncryption. */
export function encodePublicKey(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ type: 'spki', format: 'der' }));
}

/** The modulus, big-endian, without leading zeros. */
export function modulusOf(key: KeyObject): Uint8Array {
  return new Uint8Array(Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url'));
}

/**
 * Reads a public key of the spec from its one encoding.
 *
 * @throws VaultError `InvalidArgument` for anything else.
 */
export function readPublicKey({ keySpec, modulusBits }: RsaSpec, encoded: Uint8Array): KeyObject {
  const key = decode(encoded);
  const { modulusLength, publicExponent = 0n } = key?.asymmetricKeyDetails ?? {};
  if (key?.asymmetricKeyType !== 'rsa' || Buffer.compare(encodePublicKey(key), encoded) !== 0) {
    throw new VaultError(
      'InvalidArgument',
      `A public key of ${keySpec} is the DER of a SubjectPublicKeyInfo with the algorithm rsaEncryption; this is not.`,
    );
  }
  if (modulusLength !== modulusBits || !isPublicExponent(publicExponent)) {
    throw new VaultError(
      'InvalidArgument',
      `A public key of ${keySpec} has a modulus of ${modulusBits} bits and an odd exponent between 2^16 and 2^33.`,
    );
  }
  return key;
}

function decode(encoded: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(encoded), format: 'der', type: 'spki' });
  } catch {
    return undefined;
  }
}
