import { SecretBytes } from '@chatelaine/core';
import { p256 as nobleP256, p384 as nobleP384 } from '@noble/curves/nist.js';
import { secp256k1 as nobleSecp256k1 } from '@noble/curves/secp256k1.js';
import { DigestThread, EcdsaAlgorithm, OpensslProvider, p256, p384, secp256k1 } from '../src/index.ts';

const digests = new DigestThread();

/** The three curves with their algorithm on node:crypto, and the same curve in another library. */
export const subjects = [
  { curve: p256, execution: 'inline', noble: nobleP256 },
  { curve: p384, execution: 'pool', noble: nobleP384 },
  { curve: secp256k1, execution: 'pool', noble: nobleSecp256k1 },
] as const;

export function algorithmOn(
  { curve, execution }: Pick<(typeof subjects)[number], 'curve' | 'execution'>,
  acceptHighS = false,
): EcdsaAlgorithm {
  return new EcdsaAlgorithm(new OpensslProvider(curve, execution, digests), acceptHighS);
}

export function secret(bytes: Uint8Array): SecretBytes {
  return SecretBytes.take(new Uint8Array(bytes));
}

export function copyOf(secretBytes: SecretBytes): Uint8Array {
  return secretBytes.use((bytes) => new Uint8Array(bytes));
}
