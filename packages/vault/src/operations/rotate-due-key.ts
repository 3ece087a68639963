import type { JobResponse } from '@chatelaine/core';
import type { KeyEntry } from '../keys/key-entry.ts';
import { rotationAfter } from '../keys/key-rotation.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { keyPath } from '../storage/record-path.ts';
import { isOpened } from '../storage/record-reader.ts';
import { rotate } from './new-version.ts';
import { type JobCall, jobNotFound, type ResolvedJob, resolveJob } from './resolve-job.ts';

interface Plan extends ResolvedJob {
  /** Absent if there is no key that is to rotate now. */
  readonly due?: KeyEntry;
}

/** Rotates a key that rotates by itself. The change of the key takes its job away and schedules the next one. */
export const rotateDueKey: Implementation = implement<JobCall, JobResponse, Plan>({
  async resolve(call, services) {
    const resolved = await resolveJob(call, call.now, services);
    const found = await services.reader.read(keyPath(resolved.keyId));
    const entry = isOpened(found) ? services.directory.entryOf(found) : undefined;
    const isDue = entry?.record.state === 'ENABLED' && entry.record.rotation?.nextAt === call.request.dueAt;
    return isDue ? { ...resolved, due: entry } : resolved;
  },

  async run({ now }, { keyId, job, due }, services) {
    if (job === undefined) throw jobNotFound();
    if (due?.record.rotation === undefined) {
      await services.committer.commit([{ previous: job, content: null }]);
      throw jobNotFound();
    }
    await rotate(due, { rotation: rotationAfter(due.record.rotation, now) }, now, services);
    return { keyId };
  },
});
