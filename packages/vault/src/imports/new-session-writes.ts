import type { KeyId } from '@chatelaine/core';
import { encodeJob, type Job, jobPath } from '../jobs/job.ts';
import type { RecordWrite } from '../storage/record.ts';
import { importPrefix } from '../storage/record-path.ts';
import { isOpened, type RecordReader } from '../storage/record-reader.ts';
import { encodeSession, expiryOf, type ImportSession, sessionPath } from './import-session.ts';

/** A key has at most so many tokens; a new one replaces those that expire first. */
export const mostSessions = 8;

/** What has to be written for a session that begins: its record, its expiry, and the end of those that it replaces. */
export async function newSessionWrites(
  keyId: KeyId,
  name: string,
  session: ImportSession,
  reader: RecordReader,
): Promise<RecordWrite[]> {
  const path = sessionPath(keyId, name);
  const writes: RecordWrite[] = [{ previous: { path, revision: 0 }, content: encodeSession(session) }];
  const job: Job = { operation: 'expireImportTokens', keyId, dueAt: expiryOf(path) };
  const scheduled = await reader.read(jobPath(job));
  if (!isOpened(scheduled)) writes.push({ previous: scheduled, content: encodeJob(job) });
  const others = await reader.list(importPrefix(keyId), undefined, 2 * mostSessions);
  for (const { content } of others) content.fill(0);
  const replaced = others.slice(0, Math.max(0, others.length - mostSessions + 1));
  for (const previous of replaced) writes.push({ previous, content: null });
  return writes;
}
