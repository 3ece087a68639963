import { type JobName, type KeyId, type KeyIdentifier, VaultError } from '@chatelaine/core';
import { type Job, jobPath } from '../jobs/job.ts';
import type { Call } from '../pipeline/call.ts';
import type { Resolved } from '../pipeline/implementation.ts';
import type { Services } from '../services.ts';
import type { OpenedRecord } from '../storage/record.ts';
import { isOpened } from '../storage/record-reader.ts';
import { unknownKey } from './resolve-key.ts';

/** What a job is given. */
export interface JobCall {
  readonly keyId: KeyIdentifier;
  readonly dueAt: number;
}

/** A piece of scheduled work that is still there. Whoever deletes its record has done it. */
export interface ResolvedJob extends Resolved {
  readonly keyId: KeyId;
  /** Absent if there is nothing to do. */
  readonly job?: OpenedRecord;
}

/** Resolves a job: its record, straight from the store. */
export async function resolveJob(
  { request: { keyId: identifier, dueAt }, operation }: Call<JobCall>,
  dueBy: number,
  { reader, locality }: Services,
): Promise<ResolvedJob> {
  if (identifier.type !== 'key') throw new VaultError('Internal', 'A job is about a key by its id.');
  const { keyId } = identifier;
  const question = { action: operation.declaration.action, key: unknownKey(identifier, locality), asked: keyId };
  const job: Job = { operation: operation.name as JobName, keyId, dueAt };
  if (dueAt > dueBy) return { question, keyId, missing: jobNotDue() };
  const found = await reader.read(jobPath(job));
  return isOpened(found) ? { question, keyId, job: found } : { question, keyId, missing: jobNotFound() };
}

export function jobNotFound(): VaultError {
  return new VaultError(
    'JobNotFound',
    'The scheduled work is not there any more: another process has done it, or it was called off. There is nothing to do.',
  );
}

function jobNotDue(): VaultError {
  return new VaultError(
    'JobNotDue',
    'The work is not due, or the clock has jumped and is not believed yet. It is done when its time has come.',
  );
}
