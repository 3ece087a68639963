import type { KeyVersion } from '@chatelaine/core';
import type { KeyRecord, KeyVersionRecord } from './key-record.ts';

/** True for a version whose imported material has to be imported (again) before the key can be used. */
export function isAwaited({ missing, staged }: KeyVersionRecord): boolean {
  return missing === true && staged !== true;
}

/** True for a key that waits for its first import. */
export function wasNeverImported({ versions }: KeyRecord): boolean {
  return versions.every((each) => isAwaited(each) && each.materialDigest === undefined);
}

/** When the first material that is there ends by itself; `Infinity` if none does. */
export function materialEndsAt({ versions }: KeyRecord): number {
  return earliest(versions.filter(({ missing }) => missing !== true));
}

/** When there is the next material to delete, or has been; `Infinity` if there is none. */
export function materialDueAt({ versions }: KeyRecord): number {
  return earliest(versions);
}

// The versions of a key are too many to be spread over the arguments of a call.
function earliest(versions: readonly KeyVersionRecord[]): number {
  return versions.reduce((least, { expiresAt = Infinity }) => Math.min(least, expiresAt), Infinity);
}

/** The record in the state that its material has it in: PENDING_IMPORT as long as any is awaited. */
export function settled(record: KeyRecord): KeyRecord {
  const { state, versions, disabled } = record;
  if (state === 'PENDING_DELETION') return record;
  const awaited = versions.some(isAwaited);
  if (awaited === (state === 'PENDING_IMPORT')) return record;
  return awaited
    ? { ...record, state: 'PENDING_IMPORT', disabled: state === 'DISABLED' ? true : undefined }
    : { ...record, state: disabled === true ? 'DISABLED' : 'ENABLED', disabled: undefined };
}

/** The record as it is at a time: material that has expired is missing, whether it was deleted yet or not. */
export function withExpired(record: KeyRecord, now: number): KeyRecord {
  return settled({
    ...record,
    versions: record.versions.map((each) =>
      each.expiresAt !== undefined && each.expiresAt <= now ? { ...each, missing: true } : each,
    ),
  });
}

/** The record with the material of a version that was missing. */
export function withMaterial(
  record: KeyRecord,
  version: KeyVersion,
  material: Pick<KeyVersionRecord, 'materialDigest' | 'expiresAt'>,
): KeyRecord {
  return settled({
    ...record,
    versions: record.versions.map((each) =>
      each.version === version ? { ...each, ...material, missing: undefined } : each,
    ),
  });
}

/**
 * The record without the material of some versions: of `deleted` no record is left, that of `ended` is still to be
 * deleted. A staged version was never used, and goes with its material.
 */
export function withoutMaterial(
  record: KeyRecord,
  deleted: ReadonlySet<KeyVersion>,
  ended: ReadonlySet<KeyVersion>,
  now: number,
): KeyRecord {
  return settled({
    ...record,
    versions: record.versions
      .filter(({ version, staged }) => staged !== true || !deleted.has(version))
      .map((each) => {
        if (deleted.has(each.version)) return { ...each, missing: true, expiresAt: undefined };
        return ended.has(each.version) ? { ...each, missing: true, expiresAt: now } : each;
      }),
  });
}
