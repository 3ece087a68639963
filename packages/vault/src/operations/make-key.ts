import { randomUUID } from 'node:crypto';
import {
  type Algorithm,
  type AliasName,
  firstKeyVersion,
  type KeyId,
  type KeyUsage,
  type KeyView,
  type MaterialSource,
  VaultError,
  mixedUuid,
} from '@chatelaine/core';
import type { StoredAlias } from '../keys/key-directory.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import { type AliasRecord, encodeRecord, type KeyRecord, newKeyRecord } from '../keys/key-record.ts';
import { tagObject } from '../keys/key-view.ts';
import type { Services } from '../services.ts';
import type { RecordWrite } from '../storage/record.ts';
import { keyPath, materialPath } from '../storage/record-path.ts';
import { aliasInUse } from './alias-refusals.ts';
import { obtainMaterial } from './obtain-material.ts';

/** An alias that a key gets from the start, and what lies in its place. */
export interface NewAlias {
  readonly name: AliasName;
  readonly stored: StoredAlias;
}

/** A key that is to be made. */
interface NewKey {
  readonly algorithm: Algorithm;
  readonly source: MaterialSource;
  readonly keyUsage: KeyUsage;
  readonly alias: NewAlias | undefined;
  readonly description: string;
  readonly tags: KeyRecord['tags'];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What policies see of a key that is to be made: all but its id. */
export function viewOfNewKey(
  {
    algorithm: { keySpec },
    source,
    keyUsage,
    aliases,
    tags,
  }: Pick<NewKey, 'algorithm' | 'source' | 'keyUsage' | 'tags'> & { readonly aliases: readonly AliasName[] },
  { locality }: Services,
): KeyView {
  return Object.freeze({
    ...locality,
    aliases: Object.freeze([...aliases]),
    tags: tagObject(tags),
    keySpec,
    keyUsage,
    origin: source.origin,
    state: firstState(source),
  });
}

/** Material of a source that is not immediate has to be imported first. */
function firstState({ immediate }: MaterialSource): 'ENABLED' | 'PENDING_IMPORT' {
  return immediate ? 'ENABLED' : 'PENDING_IMPORT';
}

/**
 * Makes a key with its first version, its alias and the index of its tags, in one commit. A key whose material callers bring
 * begins without it.
 *
 * @throws VaultError `AliasExists`; `Conflict` if the alias has just come into use.
 */
export async function makeKey(
  { algorithm, source, keyUsage, alias, description, tags, now }: NewKey,
  services: Services,
): Promise<KeyEntry> {
  if (alias?.stored.record !== undefined) throw aliasInUse();
  const keyId = mixedUuid(randomUUID()) as KeyId;
  const record = newKeyRecord({
    keyId,
    keySpec: algorithm.keySpec,
    keyUsage,
    origin: source.origin,
    state: firstState(source),
    description,
    createdAt: now,
    aliases: alias === undefined ? [] : [alias.name],
    tags,
  });
  const material = source.immediate ? await obtainMaterial(keyId, algorithm, source, now) : undefined;
  const bytes = material?.use((secret) => new Uint8Array(secret));
  material?.dispose();
  try {
    const writes: RecordWrite[] = [
      { previous: { path: keyPath(keyId), revision: 0 }, content: encodeRecord(record) },
      ...tags.map(([key, value]) => ({
        previous: { path: services.index.tagPath(key, value, keyId), revision: 0 },
        content: Buffer.from(keyId, 'latin1'),
      })),
    ];
    if (bytes !== undefined) {
      writes.push({ previous: { path: materialPath(keyId, firstKeyVersion), revision: 0 }, content: bytes });
    }
    if (alias !== undefined) {
      const content: AliasRecord = { alias: alias.name, keyId, createdAt: now, updatedAt: now };
      writes.push({ previous: alias.stored.reference, content: encodeRecord(content) });
    }
    const [reference] = await services.committer.commit(writes);
    if (reference === undefined) throw new VaultError('Internal', 'A commit gave no reference.');
    const entry = services.directory.changed(record, reference);
    if (alias !== undefined) services.directory.aliasChanged(alias.name, keyId);
    return entry;
  } finally {
    bytes?.fill(0);
  }
}
