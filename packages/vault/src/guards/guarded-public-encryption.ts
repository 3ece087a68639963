import type { PublicEncryption } from '@chatelaine/core';
import { after, isPromise } from '../pipeline/after.ts';
import { checked, contained } from './contained.ts';
import { declaredExecution, declaredNames } from './declared.ts';
import { newBytes } from './memory.ts';
import { misbehaved } from './misbehaved.ts';

/** Holds encryption to a public key to its contract. Maximal lengths are asked for once, so that they stay the same. */
export function guardPublicEncryption(
  who: string,
  encryption: PublicEncryption,
  declared: readonly [string, ...string[]] | undefined,
): PublicEncryption {
  const execution = declaredExecution(who, encryption.execution, ['encrypt', 'decrypt']);
  const encryptionAlgorithms = Object.freeze([...encryption.encryptionAlgorithms] as const);
  const decryptionOnlyAlgorithms = Object.freeze([...encryption.decryptionOnlyAlgorithms]);
  const names = declaredNames(who, declared, [...encryptionAlgorithms, ...decryptionOnlyAlgorithms]);
  const maxima = new Map(names.map((name) => [name, checkedMaximum(who, encryption, name)]));
  return Object.freeze({
    execution,
    encryptionAlgorithms,
    decryptionOnlyAlgorithms,
    maximumPlaintext: (algorithm: string) => maxima.get(algorithm) ?? 0,
    encrypt: (algorithm: string, plaintext: Uint8Array) =>
      checked(
        who,
        () => encryption.encrypt(algorithm, plaintext),
        (block) => checkBlock(who, block, plaintext),
      ),
    decrypt: (algorithm: string, ciphertext: Uint8Array) =>
      after(decryptQuietly(encryption, algorithm, ciphertext), (plaintext) =>
        checkPlaintext(who, plaintext, maxima.get(algorithm) ?? 0, ciphertext),
      ),
  });
}

// An algorithm that threw for some ciphertexts and gave `undefined` for others would be the oracle that tells them apart:
// to the caller, all that fails to decrypt fails in one way.
function decryptQuietly(
  encryption: PublicEncryption,
  algorithm: string,
  ciphertext: Uint8Array,
): Uint8Array | undefined | Promise<Uint8Array | undefined> {
  try {
    const plaintext = encryption.decrypt(algorithm, ciphertext);
    return isPromise(plaintext) ? orUndefined(plaintext) : plaintext;
  } catch {
    return undefined;
  }
}

async function orUndefined(plaintext: Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> {
  try {
    return await plaintext;
  } catch {
    return undefined;
  }
}

function checkedMaximum(who: string, encryption: PublicEncryption, algorithm: string): number {
  const maximum = contained(who, () => encryption.maximumPlaintext(algorithm));
  if (typeof maximum === 'number' && Number.isSafeInteger(maximum) && maximum > 0) return maximum;
  throw misbehaved(who, `has no maximal length of plaintexts for ${algorithm}`);
}

function checkBlock(who: string, block: unknown, plaintext: Uint8Array): Uint8Array {
  const bytes = newBytes(block, plaintext);
  if (bytes === undefined || bytes.length <= plaintext.length) throw misbehaved(who, 'gave no ciphertext');
  return bytes;
}

function checkPlaintext(
  who: string,
  plaintext: unknown,
  maximum: number,
  ciphertext: Uint8Array,
): Uint8Array | undefined {
  if (plaintext === undefined) return undefined;
  const bytes = newBytes(plaintext, ciphertext);
  if (bytes === undefined || bytes.length > maximum) throw misbehaved(who, 'gave no plaintext');
  return bytes;
}
