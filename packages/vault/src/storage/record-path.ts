import { createHmac } from 'node:crypto';
import type { AliasName, KeyId, KeyVersion } from '@chatelaine/core';

/** Where the wrapped keyring lies; the only record that is not sealed by the barrier. */
export const keyringPath = 'keyring';
/** Changes with every commit that changes what policy reads. */
export const epochPath = 'epoch';
/** The latest time that the vault has seen. */
export const timePath = 'time';
/** Which bundle is active. */
export const activePolicyPath = 'policy/active';
/** All heads start with it. */
export const headPrefix = 'head/';
/** All key records start with it. */
export const keyPrefix = 'key/';
/** All scheduled work starts with it. */
export const jobPrefix = 'job/';
/** All processes that have the vault open, or never closed it. */
export const processPrefix = 'process/';
/** All alias records start with it. */
export const aliasPrefix = 'alias/';

export function keyPath(keyId: KeyId): string {
  return keyPrefix + keyId;
}

export function materialPath(keyId: KeyId, version: KeyVersion): string {
  return `material/${keyId}/${version.toString(16).padStart(8, '0')}`;
}

/** The wrapping keys of a key's imports, those that expire first before the others. */
export function importPrefix(keyId: KeyId): string {
  return `import/${keyId}/`;
}

export function counterPath(keyId: KeyId, version: KeyVersion): string {
  return `counter/${keyId}/${version.toString(16).padStart(8, '0')}`;
}

export function processPath(processId: string): string {
  return processPrefix + processId;
}

/** Where everything lies that belongs to a key alone, apart from its record, its names and its jobs. */
export function prefixesOf(keyId: KeyId): readonly string[] {
  return ['material', 'import', 'grant', 'counter'].map((kind) => `${kind}/${keyId}/`);
}

/** All grant records start with it. */
export const grantPrefix = 'grant/';

/** The grant records of one key start with it. */
export function grantPrefixOf(keyId: KeyId): string {
  return `${grantPrefix}${keyId}/`;
}

export function grantPath(keyId: KeyId, grantId: string): string {
  return grantPrefixOf(keyId) + grantId;
}

/** One part of a bundle. Each activation has an id of its own, so that two at once never mix. */
export function policyPartPath(bundle: string, part: number): string {
  return `policy/bundle/${bundle}/${part.toString(16).padStart(4, '0')}`;
}

export function headPath(shard: number): string {
  return `${headPrefix}${shard.toString(16).padStart(2, '0')}`;
}

/** Names of records that the store's operator must not be able to read, made from what they are about. */
export class RecordIndex {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  aliasPath(alias: AliasName): string {
    return aliasPrefix + this.#name('alias', alias);
  }

  tagPath(key: string, value: string, keyId: KeyId): string {
    return this.tagPrefix(key, value) + keyId;
  }

  /** All index records of a tag start with it; the key id follows. */
  tagPrefix(key: string, value: string): string {
    return `tag/${this.#name('tag', `${Buffer.byteLength(key)}:${key}=${value}`)}/`;
  }

  #name(kind: string, text: string): string {
    return createHmac('sha256', this.#key).update(`${kind}\0${text}`, 'utf8').digest('hex');
  }
}
