import { createPrivateKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { SecretBytes, VaultError } from '@chatelaine/core';
import { isPublicExponent } from './exponent.ts';
import { isKeyPair } from './key-components.ts';
import { modulusBytes, type RsaSpec } from './rsa-specs.ts';

/** Reads canonical material, which was checked when it came into being. */
export function readPrivateKey(material: SecretBytes): KeyObject {
  return material.use(({ buffer, byteOffset, length }) =>
    createPrivateKey({ key: Buffer.from(buffer, byteOffset, length), format: 'der', type: 'pkcs8' }),
  );
}

/**
 * Checks material from outside: the DER of a PKCS #8 PrivateKeyInfo (RFC 5958 §2) with the algorithm rsaEncryption and
 * two primes, no attributes and nothing after it, whose numbers belong together. There is one DER for each key, so
 * what is right is canonical.
 *
 * @returns A copy of `material`.
 * @throws VaultError `InvalidArgument` for anything else.
 */
export async function parsePrivateKey(spec: RsaSpec, material: SecretBytes): Promise<SecretBytes> {
  const { keySpec, modulusBits } = spec;
  const key = decoded(spec, material);
  if (key === undefined) {
    throw new VaultError(
      'InvalidArgument',
      `Key material of ${keySpec} is the DER of a PKCS #8 PrivateKeyInfo with the algorithm rsaEncryption, ` +
        'unencrypted and without attributes; this is not.',
    );
  }
  const { modulusLength, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== modulusBits || !isPublicExponent(publicExponent)) {
    throw new VaultError(
      'InvalidArgument',
      `A key of ${keySpec} has a modulus of ${modulusBits} bits and an odd public exponent between 2^16 and 2^33.`,
    );
  }
  const copy = material.use((bytes) => SecretBytes.take(new Uint8Array(bytes)));
  if (await isKeyPair(key, modulusBits)) return copy;
  copy.dispose();
  throw new VaultError(
    'InvalidArgument',
    `The numbers of this private key of ${keySpec} do not belong together, or its factors are not prime.`,
  );
}

/** The key, if `material` is the encoding that the key has when it is encoded again. */
function decoded(spec: RsaSpec, material: SecretBytes): KeyObject | undefined {
  // Eight numbers, none longer than the modulus: what is longer than this needs no look.
  if (material.length > 8 * modulusBytes(spec)) return undefined;
  try {
    const key = readPrivateKey(material);
    if (key.asymmetricKeyType !== 'rsa') return undefined;
    // A JWK has two primes and nothing else: a third one, which OpenSSL takes, is not in what is made of it.
    const again = createPrivateKey({ key: key.export({ format: 'jwk' }), format: 'jwk' });
    const encoded = again.export({ type: 'pkcs8', format: 'der' });
    const same = material.use((bytes) => bytes.length === encoded.length && timingSafeEqual(bytes, encoded));
    encoded.fill(0);
    return same ? again : undefined;
  } catch {
    return undefined;
  }
}
