import { VaultError } from '@chatelaine/core';
import type { KeyRecord } from '../keys/key-record.ts';
import type { Services } from '../services.ts';
import type { RecordWrite } from '../storage/record.ts';
import { isOpened } from '../storage/record-reader.ts';

/** So many index records fit into one commit with their key, each with a head shard of its own. */
const writesPerCommit = 30;

type Tags = KeyRecord['tags'];

/**
 * Brings the index records of a key's tags up to date, in the commit that changes the key. When more tags change than
 * one commit takes, what must go from the index goes after it: an index record counts only if the key has the tag.
 *
 * @param commit Changes the key together with these records.
 */
export async function indexTags(
  { keyId, tags: before }: KeyRecord,
  tags: Tags,
  services: Services,
  commit: (writes: readonly RecordWrite[]) => Promise<void>,
): Promise<void> {
  const { committer, index, reader } = services;
  const writes: RecordWrite[] = [];
  for (const [name, value] of without(tags, before)) {
    const previous = await reader.read(index.tagPath(name, value, keyId));
    if (!isOpened(previous)) writes.push({ previous, content: Buffer.from(keyId, 'latin1') });
  }
  for (const [name, value] of without(before, tags)) {
    const previous = await reader.read(index.tagPath(name, value, keyId));
    if (isOpened(previous)) writes.push({ previous, content: null });
  }
  await commit(writes.slice(0, writesPerCommit));
  const waste = writes.slice(writesPerCommit);
  if (waste.length === 0) return;
  try {
    await committer.commit(waste);
  } catch (error) {
    // The key is changed; what is left over in the index means nothing.
    if (!VaultError.is(error)) throw error;
  }
}

function without(tags: Tags, others: Tags): Tags {
  return tags.filter(([name, value]) => !others.some((other) => other[0] === name && other[1] === value));
}
