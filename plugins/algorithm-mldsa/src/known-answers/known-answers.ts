import type { KeySpecName } from '../parameter-sets.ts';
import type { KnownAnswer } from './known-answer.ts';
import { mlDsa44 } from './ml-dsa-44.ts';
import { mlDsa65 } from './ml-dsa-65.ts';
import { mlDsa87 } from './ml-dsa-87.ts';

const answers: Readonly<Record<KeySpecName, KnownAnswer>> = {
  ML_DSA_44: mlDsa44,
  ML_DSA_65: mlDsa65,
  ML_DSA_87: mlDsa87,
};

/** The bytes of the known answer of a parameter set. */
export function knownAnswer(keySpec: KeySpecName): Readonly<Record<keyof KnownAnswer, Uint8Array>> {
  const { publicKey, signature } = answers[keySpec];
  return { publicKey: bytes(publicKey), signature: bytes(signature) };
}

/** Base64 may have white space in it, which `Buffer` leaves out. */
function bytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
