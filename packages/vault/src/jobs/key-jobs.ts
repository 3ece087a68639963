import { materialDueAt } from '../keys/key-material.ts';
import type { KeyRecord } from '../keys/key-record.ts';
import type { RecordWrite } from '../storage/record.ts';
import { isOpened, type RecordReader } from '../storage/record-reader.ts';
import { encodeJob, type Job, jobPath } from './job.ts';

/** The work that is scheduled for a key as its record says: the one place that decides it. */
function jobsOf(record: KeyRecord): readonly Job[] {
  const { keyId, state, rotation, deletionAt } = record;
  const jobs: Job[] = [];
  // A key that can't be used keeps its rotation; what became due meanwhile is made up for when it can.
  if (rotation !== undefined && state === 'ENABLED') {
    jobs.push({ operation: 'rotateDueKey', keyId, dueAt: rotation.nextAt });
  }
  const materialDue = materialDueAt(record);
  if (materialDue !== Infinity) jobs.push({ operation: 'expireKeyMaterial', keyId, dueAt: materialDue });
  if (deletionAt !== undefined) jobs.push({ operation: 'destroyKey', keyId, dueAt: deletionAt });
  return jobs;
}

/** What has to be written together with a change of a key, so that its jobs agree with its record. */
export async function jobWrites(
  before: KeyRecord | undefined,
  after: KeyRecord | undefined,
  reader: RecordReader,
): Promise<readonly RecordWrite[]> {
  const scheduled = new Set((before === undefined ? [] : jobsOf(before)).map(jobPath));
  const writes: RecordWrite[] = [];
  for (const job of after === undefined ? [] : jobsOf(after)) {
    // What stays is not touched.
    if (scheduled.delete(jobPath(job))) continue;
    writes.push({ previous: await reader.read(jobPath(job)), content: encodeJob(job) });
  }
  for (const path of scheduled) {
    const previous = await reader.read(path);
    if (isOpened(previous)) writes.push({ previous, content: null });
  }
  return writes;
}
