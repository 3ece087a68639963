import type { JobResponse, KeyId } from '@chatelaine/core';
import { destroyed, type DestroyedKey, isDestroyed } from '../keys/destroyed-key.ts';
import { type AliasRecord, decodeRecord, encodeRecord, type KeyRecord } from '../keys/key-record.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import type { Services } from '../services.ts';
import type { OpenedRecord, RecordReference } from '../storage/record.ts';
import { keyPath, prefixesOf } from '../storage/record-path.ts';
import { isOpened, type RecordReader } from '../storage/record-reader.ts';
import { type JobCall, jobNotFound, type ResolvedJob, resolveJob } from './resolve-job.ts';

/** So many records fit into one commit together with their heads. */
const recordsPerCommit = 28;
const recordsPerPage = 100;

interface Plan extends ResolvedJob {
  /** Absent if the key is not to be destroyed, or is destroyed already. */
  readonly doomed?: Doomed;
}

interface Doomed {
  readonly found: OpenedRecord;
  readonly key: KeyRecord | DestroyedKey;
  readonly remains: NonNullable<DestroyedKey['remains']>;
}

/**
 * Destroys a key. The first commit makes the key a destroyed one, which nothing turns back, and deletes material; what
 * does not fit into it goes in further commits, and the job stays until the last.
 */
export const destroyKey: Implementation = implement<JobCall, JobResponse, Plan>({
  async resolve(call, services) {
    const resolved = await resolveJob(call, services.clock.trusted, services);
    const found = await services.reader.read(keyPath(resolved.keyId));
    const doomed = isOpened(found) ? doomedBy(found, call.request.dueAt) : undefined;
    return doomed === undefined ? resolved : { ...resolved, doomed };
  },

  async run({ now }, { keyId, job, doomed }, services) {
    if (job === undefined) throw jobNotFound();
    if (doomed === undefined) {
      await services.committer.commit([{ previous: job, content: null }]);
      throw jobNotFound();
    }
    const { found, key, remains } = doomed;
    const deletions = await deletionsOf(keyId, remains, services);
    // Read after the material was, so that none of it can be sealed under a newer one.
    const barrier = services.sealer.newestBarrier;
    const whole = destroyed(key, isDestroyed(key) ? key.destroyedAt : now, barrier);
    let previous: RecordReference | undefined = found;
    while (previous !== undefined) {
      const some = deletions.splice(0, recordsPerCommit).map((each) => ({ previous: each, content: null }));
      const isLast = deletions.length === 0;
      const content = encodeRecord(isLast ? whole : { ...whole, remains });
      const end = isLast ? [{ previous: job, content: null }] : [];
      const [reference] = await services.committer.commit([{ previous, content }, ...some, ...end]);
      services.directory.destroyed(keyId);
      previous = isLast ? undefined : reference;
    }
    return { keyId };
  },
});

function doomedBy(found: OpenedRecord, dueAt: number): Doomed | undefined {
  const key = decodeRecord<KeyRecord | DestroyedKey>(found.content);
  if (!isDestroyed(key))
    return key.deletionAt === dueAt ? { found, key, remains: { aliases: key.aliases, tags: key.tags } } : undefined;
  return key.remains && { found, key, remains: key.remains };
}

/** What of a key is still there, its material first. */
async function deletionsOf(
  keyId: KeyId,
  { aliases, tags }: NonNullable<DestroyedKey['remains']>,
  { index, reader }: Services,
): Promise<RecordReference[]> {
  const found: RecordReference[] = [];
  for (const prefix of prefixesOf(keyId)) found.push(...(await everythingUnder(prefix, reader)));
  for (const alias of aliases) {
    const record = await reader.read(index.aliasPath(alias));
    // Another key may have taken the name since the deletion date.
    if (isOpened(record) && decodeRecord<AliasRecord>(record.content).keyId === keyId) found.push(record);
  }
  for (const [name, value] of tags) {
    const record = await reader.read(index.tagPath(name, value, keyId));
    if (isOpened(record)) found.push(record);
  }
  return found;
}

async function everythingUnder(prefix: string, reader: RecordReader): Promise<readonly RecordReference[]> {
  const found: RecordReference[] = [];
  for (;;) {
    const page = await reader.list(prefix, found.at(-1)?.path, recordsPerPage);
    for (const { path, revision, digest, content } of page) {
      content.fill(0);
      found.push({ path, revision, digest });
    }
    if (page.length < recordsPerPage) return found;
  }
}
