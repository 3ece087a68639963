import { VaultError } from '@chatelaine/core';
import type { KeyEntry } from '../keys/key-entry.ts';
import type { Resolved } from '../pipeline/implementation.ts';

/** The key that was resolved. The pipeline runs no operation on a key that is missing. */
export function keyOf({ entry }: Resolved): KeyEntry {
  if (entry === undefined) throw new VaultError('Internal', 'An operation ran without its key.');
  return entry;
}
