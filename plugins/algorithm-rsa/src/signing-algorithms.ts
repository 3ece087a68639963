import { VaultError } from '@chatelaine/core';
import { digestBytes, type SigningHash } from './hash.ts';

/** A signature scheme of RFC 8017 §8 with its hash function. PSS uses that for MGF1, too, with salts as long as digests. */
export interface SigningAlgorithm {
  readonly name: string;
  readonly scheme: 'PSS' | 'PKCS1_V1_5';
  readonly hash: SigningHash;
}

const algorithms = [
  { name: 'RSASSA_PSS_SHA_256', scheme: 'PSS', hash: 'sha256' },
  { name: 'RSASSA_PSS_SHA_384', scheme: 'PSS', hash: 'sha384' },
  { name: 'RSASSA_PSS_SHA_512', scheme: 'PSS', hash: 'sha512' },
  { name: 'RSASSA_PKCS1_V1_5_SHA_256', scheme: 'PKCS1_V1_5', hash: 'sha256' },
  { name: 'RSASSA_PKCS1_V1_5_SHA_384', scheme: 'PKCS1_V1_5', hash: 'sha384' },
  { name: 'RSASSA_PKCS1_V1_5_SHA_512', scheme: 'PKCS1_V1_5', hash: 'sha512' },
] as const satisfies readonly SigningAlgorithm[];

/** The names of all, the default first. */
export const signingAlgorithms: readonly [string, ...string[]] = Object.freeze<[string, ...string[]]>([
  algorithms[0].name,
  ...algorithms.slice(1).map(({ name }) => name),
]);

const byName: ReadonlyMap<string, SigningAlgorithm> = new Map(algorithms.map((each) => [each.name, each]));

/** @throws VaultError `InvalidArgument` for any other name. */
export function signingAlgorithm(name: string): SigningAlgorithm {
  const found = byName.get(name);
  if (found === undefined) {
    throw new VaultError('InvalidArgument', `RSA keys sign with ${signingAlgorithms.join(', ')}; not with that.`);
  }
  return found;
}

/** @throws VaultError `InvalidArgument` unless `digest` is as long as the digests of the algorithm. */
export function checkDigest({ name, hash }: SigningAlgorithm, digest: Uint8Array): void {
  if (digest.length !== digestBytes[hash]) {
    throw new VaultError(
      'InvalidArgument',
      `A digest for ${name} is ${digestBytes[hash]} bytes; this has another length.`,
    );
  }
}
