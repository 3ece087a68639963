import { randomBytes } from 'node:crypto';
import type { DSA } from '@noble/post-quantum/ml-dsa.js';
import type { ParameterSet } from '../parameter-sets.ts';
import type { ExpandedKey, HeldKey, Primitive } from './primitive.ts';

/** Loaded when it is needed: other primitives need it only to expand seeds. */
async function nobleOf({ keySpec }: ParameterSet): Promise<DSA> {
  const { ml_dsa44, ml_dsa65, ml_dsa87 } = await import('@noble/post-quantum/ml-dsa.js');
  return { ML_DSA_44: ml_dsa44, ML_DSA_65: ml_dsa65, ML_DSA_87: ml_dsa87 }[keySpec];
}

/** `@noble/post-quantum`: plain JavaScript, which runs everywhere. */
export async function loadNoble(set: ParameterSet): Promise<Primitive> {
  const noble = await nobleOf(set);
  return {
    hold: (secretKey) => holdIn(noble, Uint8Array.from(secretKey)),
    verify: (publicKey, message, signature) => noble.verify(signature, message, publicKey),
  };
}

function holdIn(noble: DSA, secretKey: Uint8Array): HeldKey {
  return {
    sign: (message) => noble.sign(message, secretKey, { extraEntropy: randomBytes(32) }),
    wipe: () => {
      secretKey.fill(0);
    },
  };
}

/** The key of a seed (FIPS 204 §6.1, ML-DSA.KeyGen_internal). */
export async function expandSeed(set: ParameterSet, seed: Uint8Array): Promise<ExpandedKey> {
  const noble = await nobleOf(set);
  return noble.keygen(seed);
}
