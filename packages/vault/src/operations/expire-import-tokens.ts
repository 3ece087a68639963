import type { JobResponse } from '@chatelaine/core';
import { expiryOf } from '../imports/import-session.ts';
import { mostSessions } from '../imports/new-session-writes.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { importPrefix } from '../storage/record-path.ts';
import { type JobCall, jobNotFound, type ResolvedJob, resolveJob } from './resolve-job.ts';

/** Deletes the wrapping keys of tokens that have expired. Nothing can be imported with them as it is. */
export const expireImportTokens: Implementation = implement<JobCall, JobResponse, ResolvedJob>({
  resolve: (call, services) => resolveJob(call, call.now, services),

  async run({ now }, { keyId, job }, services) {
    if (job === undefined) throw jobNotFound();
    const sessions = await services.reader.list(importPrefix(keyId), undefined, 2 * mostSessions);
    for (const { content } of sessions) content.fill(0);
    const expired = sessions.filter(({ path }) => expiryOf(path) <= now);
    await services.committer.commitAside([job, ...expired].map((previous) => ({ previous, content: null })));
    return { keyId };
  },
});
