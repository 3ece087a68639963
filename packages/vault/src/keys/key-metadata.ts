import {
  type AliasEntry,
  formatAliasUrn,
  formatKeyUrn,
  formatKeyVersion,
  type KeyMetadata,
  type KeyTags,
  type Locality,
} from '@chatelaine/core';
import { isoTime } from './iso-time.ts';
import type { AliasRecord, KeyRecord } from './key-record.ts';
import { rotationOf, versionsOf } from './key-rotation.ts';
import { tagObject } from './key-view.ts';

/** What callers are told of a key. */
export function metadataOf(record: KeyRecord, locality: Locality): KeyMetadata {
  return {
    keyId: record.keyId,
    urn: formatKeyUrn(locality, record.keyId),
    aliases: [...record.aliases],
    aliasUrns: record.aliases.map((alias) => formatAliasUrn(locality, alias)),
    keySpec: record.keySpec,
    keyUsage: record.keyUsage,
    origin: record.origin,
    state: record.state,
    description: record.description,
    tags: { ...tagObject(record.tags) },
    region: locality.region,
    domainId: locality.domainId,
    createdAt: isoTime(record.createdAt),
    ...(record.deletionAt !== undefined && { deletionDate: isoTime(record.deletionAt) }),
    currentVersion: formatKeyVersion(record.currentVersion),
    versions: versionsOf(record),
    rotation: rotationOf(record),
    ...(record.minimumVersion !== undefined && { minimumVersion: formatKeyVersion(record.minimumVersion) }),
  };
}

/** What callers are told of the tags of a key. */
export function tagsOf({ keyId, tags }: KeyRecord): KeyTags {
  return { keyId, tags: { ...tagObject(tags) } };
}

/** What callers are told of an alias. */
export function aliasEntryOf(record: AliasRecord, locality: Locality): AliasEntry {
  return {
    alias: record.alias,
    urn: formatAliasUrn(locality, record.alias),
    keyId: record.keyId,
    createdAt: isoTime(record.createdAt),
    updatedAt: isoTime(record.updatedAt),
  };
}
