import { type KeySpec, type KeyUsage, VaultError } from '@chatelaine/core';
import type { KeyEntry } from '../keys/key-entry.ts';
import type { Services } from '../services.ts';

/** The algorithm that a request is about, as far as it can be told before it is decided: the named one, or the key's first. */
export function algorithmAsked(
  named: string | undefined,
  usage: KeyUsage,
  entry: KeyEntry | undefined,
  { algorithms }: Services,
): string | undefined {
  if (named !== undefined || entry === undefined) return named;
  return algorithms.namesOf(entry.record.keySpec, usage)[0];
}

/** The algorithm to use. @throws VaultError `UnsupportedAlgorithm`, naming what fits. */
export function algorithmOf(named: string | undefined, names: readonly string[], keySpec: KeySpec): string {
  const algorithm = named ?? names[0];
  if (algorithm !== undefined && names.includes(algorithm)) return algorithm;
  throw new VaultError(
    'UnsupportedAlgorithm',
    `Keys of ${keySpec} can not be used with ${named ?? 'any algorithm'} here, but with ${names.join(', ') || 'none'}.`,
  );
}
