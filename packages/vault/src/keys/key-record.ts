import {
  type AliasName,
  firstKeyVersion,
  isReservedAlias,
  type KeyId,
  type KeyOrigin,
  type KeySpec,
  type KeyState,
  type KeyUsage,
  type KeyVersion,
} from '@chatelaine/core';
import type { DestroyedKey } from './destroyed-key.ts';

/** All that a vault keeps of a key but its material. Immutable; a change makes a new one. */
export interface KeyRecord {
  readonly keyId: KeyId;
  readonly keySpec: KeySpec;
  readonly keyUsage: KeyUsage;
  readonly origin: KeyOrigin;
  readonly state: KeyState;
  /** When it is destroyed, in milliseconds since 1970; exactly in state PENDING_DELETION. */
  readonly deletionAt?: number | undefined;
  readonly description: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Sorted. */
  readonly aliases: readonly AliasName[];
  /** Sorted by key. */
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly currentVersion: KeyVersion;
  /** Oldest first; those that are staged are the last. */
  readonly versions: readonly KeyVersionRecord[];
  /** Absent if the key does not rotate by itself. */
  readonly rotation?: AutomaticRotation | undefined;
  /** How many grants it has, also ended ones; absent if none. Changes with each of them. */
  readonly grants?: number;
  /** Earlier versions decrypt no more; absent if all do. */
  readonly minimumVersion?: KeyVersion;
  /** In state PENDING_IMPORT: the key is disabled, not enabled, when it has its material. */
  readonly disabled?: true | undefined;
}

/** One version of a key's material. */
export interface KeyVersionRecord {
  readonly version: KeyVersion;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** The material was imported ahead, and waits until the key rotates to it. */
  readonly staged?: true | undefined;
  /** When a version that was staged became the current one, in milliseconds since 1970. */
  readonly promotedAt?: number;
  /** The keyed digest of imported material, from its first import on; see `MaterialDigest`. */
  readonly materialDigest?: string;
  /**
   * When imported material ends by itself, in milliseconds since 1970. Of material that is missing: it has ended, and
   * its record is still to be deleted.
   */
  readonly expiresAt?: number | undefined;
  /** The material is not there: it was never imported, was deleted, or has expired. */
  readonly missing?: true | undefined;
}

/** When a key rotates by itself. */
export interface AutomaticRotation {
  /** Days. */
  readonly interval: number;
  /** Milliseconds since 1970. */
  readonly nextAt: number;
}

/** What an alias record holds. */
export interface AliasRecord {
  readonly alias: AliasName;
  readonly keyId: KeyId;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The record of a key that is being created, with its first version of material or waiting for it. */
export function newKeyRecord(
  given: Omit<KeyRecord, 'currentVersion' | 'versions'> & { readonly state: 'ENABLED' | 'PENDING_IMPORT' },
): KeyRecord {
  const missing = given.state === 'PENDING_IMPORT' && ({ missing: true } as const);
  return {
    ...given,
    currentVersion: firstKeyVersion,
    versions: [{ version: firstKeyVersion, createdAt: given.createdAt, ...missing }],
  };
}

/** True for the default key of a service: only the vault gives aliases that end in `/default`. */
export function isDefaultKey({ aliases }: KeyRecord): boolean {
  return aliases.some((alias) => isReservedAlias(alias));
}

/** The record with one alias more. */
export function withAlias(record: KeyRecord, alias: AliasName): KeyRecord {
  return { ...record, aliases: [...record.aliases, alias].toSorted() };
}

/** The record with one alias less. */
export function withoutAlias(record: KeyRecord, alias: AliasName): KeyRecord {
  return { ...record, aliases: record.aliases.filter((other) => other !== alias) };
}

/** The record with other tags. */
export function withTags(record: KeyRecord, tags: KeyRecord['tags']): KeyRecord {
  return { ...record, tags: tags.toSorted(([a], [b]) => (a < b ? -1 : 1)) };
}

/** The content of a key or alias record. */
export function encodeRecord(record: KeyRecord | AliasRecord | DestroyedKey): Uint8Array {
  return Buffer.from(JSON.stringify({ format: 1, ...record }), 'utf8');
}

/** Reads what `encodeRecord` wrote; the seal vouches for its form. */
export function decodeRecord<Kind extends KeyRecord | AliasRecord | DestroyedKey>(content: Uint8Array): Kind {
  return JSON.parse(Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8')) as Kind;
}
