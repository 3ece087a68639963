import type { KeyVersion } from '@chatelaine/core';
import type { KeyEntry } from '../keys/key-entry.ts';
import { withoutMaterial } from '../keys/key-material.ts';
import type { KeyRecord } from '../keys/key-record.ts';
import type { Services } from '../services.ts';
import type { RecordWrite } from '../storage/record.ts';
import { materialPath } from '../storage/record-path.ts';
import { isOpened } from '../storage/record-reader.ts';
import { commitChanges } from './key-change.ts';

/** So many records fit into one commit together with the key, its jobs and their heads. */
const recordsPerCommit = 24;

/**
 * Takes the material of some versions from a key. From this commit on it counts as missing; what does not fit into it is
 * deleted by scheduled work, which is due at once. Gives the key as it is then.
 */
export async function dropMaterial(
  entry: KeyEntry,
  versions: readonly KeyVersion[],
  now: number,
  services: Services,
): Promise<KeyRecord> {
  const { keyId } = entry.record;
  const deleted = versions.slice(0, recordsPerCommit);
  const after = withoutMaterial(entry.record, new Set(deleted), new Set(versions.slice(recordsPerCommit)), now);
  const writes: RecordWrite[] = [];
  for (const version of deleted) {
    const previous = await services.reader.read(materialPath(keyId, version));
    if (!isOpened(previous)) continue;
    previous.content.fill(0);
    writes.push({ previous, content: null });
  }
  await commitChanges([{ entry, after }], writes, services);
  return after;
}
