import type { JobResponse, KeyVersion } from '@chatelaine/core';
import type { KeyEntry } from '../keys/key-entry.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { keyPath } from '../storage/record-path.ts';
import { isOpened } from '../storage/record-reader.ts';
import { dropMaterial } from './drop-material.ts';
import { type JobCall, jobNotFound, type ResolvedJob, resolveJob } from './resolve-job.ts';

interface Plan extends ResolvedJob {
  /** Absent if no material of the key has expired. */
  readonly due?: { readonly entry: KeyEntry; readonly versions: readonly KeyVersion[] };
}

/**
 * Deletes imported material that has expired. The key counts it as missing from its expiry on; here its bytes go. The
 * change of the key takes the job away and schedules the next one.
 */
export const expireKeyMaterial: Implementation = implement<JobCall, JobResponse, Plan>({
  async resolve(call, services) {
    const resolved = await resolveJob(call, call.now, services);
    const found = await services.reader.read(keyPath(resolved.keyId));
    const entry = isOpened(found) ? services.directory.entryOf(found) : undefined;
    const versions = (entry?.record.versions ?? []).filter(({ expiresAt = Infinity }) => expiresAt <= call.now);
    return entry === undefined || versions.length === 0
      ? resolved
      : { ...resolved, due: { entry, versions: versions.map(({ version }) => version) } };
  },

  async run({ now }, { keyId, job, due }, services) {
    if (job === undefined) throw jobNotFound();
    if (due === undefined) {
      await services.committer.commit([{ previous: job, content: null }]);
      throw jobNotFound();
    }
    await dropMaterial(due.entry, due.versions, now, services);
    return { keyId };
  },
});
