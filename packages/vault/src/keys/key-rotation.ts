import {
  formatKeyVersion,
  type GetKeyRotationStatusResponse,
  type KeyRotation,
  type KeyVersion,
  type KeyVersionMetadata,
  type KeyVersionState,
} from '@chatelaine/core';
import { isoTime } from './iso-time.ts';
import type { AutomaticRotation, KeyRecord, KeyVersionRecord } from './key-record.ts';

const dayMilliseconds = 86_400_000;

/** Automatic rotation that counts from `now`. */
export function rotationFrom(now: number, interval: number): AutomaticRotation {
  return { interval, nextAt: now + interval * dayMilliseconds };
}

/** The rotation after one that was due and is done now: in step with it, unless that is past already. */
export function rotationAfter({ interval, nextAt }: AutomaticRotation, now: number): AutomaticRotation {
  const next = rotationFrom(nextAt, interval);
  return next.nextAt > now ? next : rotationFrom(now, interval);
}

/** The version that follows those that the key has: one sequence later in the same epoch. */
export function nextVersion({ versions, currentVersion }: KeyRecord): KeyVersion {
  return Math.max(currentVersion, ...versions.map(({ version }) => version)) + 1;
}

/** The record with one version more, the current one from now on. */
export function withVersion(record: KeyRecord, version: KeyVersion, now: number): KeyRecord {
  return { ...record, currentVersion: version, versions: [...record.versions, { version, createdAt: now }] };
}

/** The record with a version more whose material waits until the key rotates to it. */
export function withStaged(
  record: KeyRecord,
  version: KeyVersion,
  material: Pick<KeyVersionRecord, 'materialDigest' | 'expiresAt'>,
  now: number,
): KeyRecord {
  return { ...record, versions: [...record.versions, { version, createdAt: now, staged: true, ...material }] };
}

/** The record with a version that was staged as the current one. */
export function withPromoted(record: KeyRecord, version: KeyVersion, now: number): KeyRecord {
  const versions = record.versions.map((each): KeyVersionRecord =>
    each.version === version ? { ...each, staged: undefined, promotedAt: now } : each,
  );
  return { ...record, currentVersion: version, versions };
}

/** How a key rotates, as callers are told. */
export function rotationOf({ rotation, versions }: KeyRecord): KeyRotation {
  const [, ...later] = versions.filter(({ staged }) => staged === undefined);
  const last = later.at(-1);
  return {
    enabled: rotation !== undefined,
    ...(rotation !== undefined && {
      rotationInterval: rotation.interval,
      nextRotationDate: isoTime(rotation.nextAt),
    }),
    ...(last !== undefined && { lastRotationDate: isoTime(last.promotedAt ?? last.createdAt) }),
    rotations: later.length,
  };
}

/** The versions of a key, as callers are told. */
export function versionsOf(record: KeyRecord): readonly KeyVersionMetadata[] {
  return record.versions.map((each) => ({
    version: formatKeyVersion(each.version),
    createdAt: isoTime(each.createdAt),
    state: stateOf(each, record),
    ...(each.missing !== true && each.expiresAt !== undefined && { expiresAt: isoTime(each.expiresAt) }),
  }));
}

export function rotationStatusOf(record: KeyRecord): GetKeyRotationStatusResponse {
  return { keyId: record.keyId, ...rotationOf(record), versions: versionsOf(record) };
}

function stateOf(
  { version, staged, missing }: KeyVersionRecord,
  { currentVersion, minimumVersion = 0 }: KeyRecord,
): KeyVersionState {
  if (missing === true) return 'PENDING_IMPORT';
  if (staged === true) return 'STAGED';
  if (version === currentVersion) return 'CURRENT';
  return version < minimumVersion ? 'BELOW_MINIMUM' : 'DECRYPT_ONLY';
}
