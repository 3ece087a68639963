import { type KeyView, type Locality, VaultError } from '@chatelaine/core';
import type { StoredAlias } from '../keys/key-directory.ts';
import { jobWrites } from '../jobs/key-jobs.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import { encodeRecord, type KeyRecord } from '../keys/key-record.ts';
import { viewOf } from '../keys/key-view.ts';
import type { Question } from '../pipeline/implementation.ts';
import type { Services } from '../services.ts';
import type { RecordWrite } from '../storage/record.ts';

/** A key as it is and as it would be: both are decided on. */
export interface KeyChange {
  readonly entry: KeyEntry;
  readonly after: KeyRecord;
}

/**
 * The alias and its key are read one after the other: if the alias moved in between, everything is resolved again.
 *
 * @throws VaultError `Conflict`
 */
export function checkSame(stored: StoredAlias, entry: KeyEntry): void {
  if (stored.record?.keyId !== entry.record.keyId) throw new VaultError('Conflict', 'The alias has just moved.');
}

/** The questions of a change: the right is needed on the key before and after it. */
export function questionsOf(
  action: string,
  asked: string,
  changes: readonly KeyChange[],
  locality: Locality,
): readonly Question[] {
  return changes.flatMap(({ entry, after }) => [
    { action, key: entry.view, asked },
    { action, key: viewOf(after, locality), asked },
  ]);
}

/** What the caller must not gain by. */
export function snapshotsOf(
  changes: readonly KeyChange[],
  locality: Locality,
): readonly { readonly before: KeyView; readonly after: KeyView }[] {
  return changes.map(({ entry, after }) => ({ before: entry.view, after: viewOf(after, locality) }));
}

/** Commits changed keys together with their jobs and other records; memory follows before anybody hears of it. */
export async function commitChanges(
  changes: readonly KeyChange[],
  others: readonly RecordWrite[],
  services: Services,
): Promise<void> {
  const writes = changes.map(({ entry, after }): RecordWrite => ({
    previous: entry.reference,
    content: encodeRecord(after),
  }));
  const jobs = await Promise.all(changes.map(({ entry, after }) => jobWrites(entry.record, after, services.reader)));
  const references = await services.committer.commit([...writes, ...jobs.flat(), ...others]);
  for (const [index, { after }] of changes.entries()) {
    const reference = references[index];
    if (reference === undefined) throw new VaultError('Internal', 'A commit gave no reference.');
    services.directory.changed(after, reference);
  }
}
