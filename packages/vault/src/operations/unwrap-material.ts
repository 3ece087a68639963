import { randomBytes } from 'node:crypto';
import { type Algorithm, type MaterialContext, type MaterialSource, SecretBytes, VaultError } from '@chatelaine/core';

/** Material as a caller gave it. */
export interface WrappedMaterial {
  readonly encryptedKeyMaterial: Uint8Array;
  readonly encryptedPrivateKey: Uint8Array | undefined;
}

/** What came out of wrapped material. */
export interface UnwrappedMaterial {
  /** In canonical form; random bytes if it is not sound. Whoever asked disposes it. */
  readonly material: SecretBytes;
  /** False whatever was wrong: it could not be unwrapped, or is no material of the key spec. */
  readonly isSound: boolean;
}

const decoyBytes = 32;

/**
 * Unwraps material and has the algorithm check it. Where there is nothing to go on with, random bytes take its place, so
 * that an answer takes the same steps whatever was wrong.
 *
 * @throws VaultError only for what has nothing to do with the material: `UnsupportedWrapping`, `PluginMisbehaved`.
 */
export async function unwrapMaterial(
  context: MaterialContext,
  source: MaterialSource,
  session: SecretBytes,
  { encryptedKeyMaterial, encryptedPrivateKey }: WrappedMaterial,
): Promise<UnwrappedMaterial> {
  const input = { encryptedKeyMaterial, ...(encryptedPrivateKey !== undefined && { encryptedPrivateKey }) };
  const unwrapped = await finished(context, source, session, input);
  const candidate = unwrapped ?? decoy();
  try {
    const material = await parsed(context.algorithm, candidate);
    return { material: material ?? decoy(), isSound: unwrapped !== undefined && material !== undefined };
  } finally {
    candidate.dispose();
  }
}

async function finished(
  context: MaterialContext,
  source: MaterialSource,
  session: SecretBytes,
  input: object,
): Promise<SecretBytes | undefined> {
  try {
    return await source.finish(context, session, input);
  } catch (error) {
    if (VaultError.is(error, 'ImportFailed')) return undefined;
    throw error;
  }
}

/** What an algorithm says of material that it refuses, or fails with, is not told. */
async function parsed(algorithm: Algorithm, candidate: SecretBytes): Promise<SecretBytes | undefined> {
  try {
    return await algorithm.parse(candidate);
  } catch {
    return undefined;
  }
}

function decoy(): SecretBytes {
  return SecretBytes.take(randomBytes(decoyBytes));
}
