import { VaultError } from '@chatelaine/core';
import type { ParameterSet } from '../parameter-sets.ts';
import { algorithmIdentifier, lengthOf } from './der.ts';

/** The SubjectPublicKeyInfo of a public key (RFC 9881 §4). Every part before the key itself has one encoding only. */
export function encodePublicKey(set: ParameterSet, publicKey: Uint8Array): Uint8Array {
  const encoded = new Uint8Array(prefixOf(set).length + set.publicKeyBytes);
  encoded.set(prefixOf(set));
  encoded.set(publicKey, encoded.length - set.publicKeyBytes);
  return encoded;
}

/**
 * The public key in `encoded`, in an array of its own.
 *
 * @throws VaultError `InvalidArgument` unless it is what `encodePublicKey` gives.
 */
export function decodePublicKey(set: ParameterSet, encoded: Uint8Array): Uint8Array {
  const prefix = prefixOf(set);
  const fits = encoded.length === prefix.length + set.publicKeyBytes;
  if (!fits || Buffer.compare(encoded.subarray(0, prefix.length), prefix) !== 0) {
    throw new VaultError(
      'InvalidArgument',
      `This is no public key of ${set.keySpec}. It takes the DER of a SubjectPublicKeyInfo as RFC 9881 has it, without parameters.`,
    );
  }
  return Uint8Array.from(encoded.subarray(prefix.length));
}

/** SEQUENCE { AlgorithmIdentifier, BIT STRING without unused bits … */
function prefixOf(set: ParameterSet): Uint8Array {
  const bitString = [0x03, ...lengthOf(1 + set.publicKeyBytes), 0x00];
  const inner = [...algorithmIdentifier(set), ...bitString];
  return Uint8Array.from([0x30, ...lengthOf(inner.length + set.publicKeyBytes), ...inner]);
}
