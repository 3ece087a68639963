import { VaultError } from '@chatelaine/core';
import { encodeGrant, type GrantRecord } from '../keys/grant-record.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import type { KeyRecord } from '../keys/key-record.ts';
import type { Services } from '../services.ts';
import type { RecordWrite } from '../storage/record.ts';
import { grantPath } from '../storage/record-path.ts';
import { isOpened } from '../storage/record-reader.ts';
import { commitChanges } from './key-change.ts';

/** So many grants go in one commit together with the change that makes them needless. */
export const removedAtOnce = 20;

/**
 * Adds a grant to a key, takes others away. The key changes with them: so two changes of its grants never pass each
 * other, and nobody who knows the key knows older grants.
 */
export async function changeGrants(
  entry: KeyEntry,
  added: GrantRecord | undefined,
  removed: readonly GrantRecord[],
  services: Services,
): Promise<void> {
  const { reader } = services;
  const { keyId, grants: count = 0, ...record } = entry.record;
  const writes: RecordWrite[] = [];
  for (const { grantId } of removed) {
    const previous = await reader.read(grantPath(keyId, grantId));
    if (!isOpened(previous)) throw new VaultError('Conflict', 'The grant has just gone.');
    writes.push({ previous, content: null });
  }
  if (added !== undefined) {
    const path = grantPath(keyId, added.grantId);
    writes.push({ previous: { path, revision: 0 }, content: encodeGrant(added) });
  }
  const left = count - removed.length + (added === undefined ? 0 : 1);
  const after: KeyRecord = { keyId, ...record, ...(left > 0 && { grants: left }) };
  await commitChanges([{ entry, after }], writes, services);
}
