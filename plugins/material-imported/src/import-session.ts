import { SecretBytes, VaultError } from '@chatelaine/core';
import { isWrappingAlgorithm, wrappingAlgorithms, type WrappingAlgorithm } from './wrapping-algorithms.ts';

/** What the vault remembers between the two steps: with what material is to be unwrapped. */
const format = 1;
const names = Object.keys(wrappingAlgorithms).filter(isWrappingAlgorithm);

/** format(1) ‖ index of the algorithm(1) ‖ private key. Overwrites `privateKey`. */
export function sealSession(algorithm: WrappingAlgorithm, privateKey: Uint8Array): SecretBytes {
  const session = new Uint8Array(2 + privateKey.length);
  session.set([format, names.indexOf(algorithm)]);
  session.set(privateKey, 2);
  privateKey.fill(0);
  return SecretBytes.take(session);
}

/** Lends the parts of a session out, for as long as the promise of `borrow` is pending. */
export async function openSession<Result>(
  session: SecretBytes,
  borrow: (algorithm: WrappingAlgorithm, privateKey: Uint8Array) => Promise<Result>,
): Promise<Result> {
  const copy = session.use((bytes) => new Uint8Array(bytes));
  try {
    const algorithm = names[copy[1] ?? names.length];
    if (copy[0] !== format || algorithm === undefined) {
      throw new VaultError('Internal', 'A session of an import is of a format that this version does not know.');
    }
    return await borrow(algorithm, copy.subarray(2));
  } finally {
    copy.fill(0);
  }
}
