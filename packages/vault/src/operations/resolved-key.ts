import { VaultError } from '@chatelaine/core';
import type { KeyEntry } from '../keys/key-entry.ts';

/** The key that was resolved. The pipeline runs no operation on a key that is missing. */
export function keyOf({ entry }: { readonly entry?: KeyEntry | undefined }): KeyEntry {
  if (entry === undefined) throw new VaultError('Internal', 'An operation ran without its key.');
  return entry;
}
