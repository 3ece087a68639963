import type { KeyId, KeyOrigin, KeySpec, KeyUsage } from '@chatelaine/core';
import type { KeyRecord } from './key-record.ts';

/** What is left of a key: it stays at the key's path for ever, so that the id is never used again. */
export interface DestroyedKey {
  readonly keyId: KeyId;
  readonly state: 'DESTROYED';
  readonly keySpec: KeySpec;
  readonly keyUsage: KeyUsage;
  readonly origin: KeyOrigin;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly destroyedAt: number;
  /**
   * The newest barrier key when the material was deleted: old bytes of it, in files that a store has not cleaned up
   * yet, are sealed under this one or an older one.
   */
  readonly barrier: number;
  /** The names that are still to be taken away; absent when everything is done. */
  readonly remains?: Pick<KeyRecord, 'aliases' | 'tags'>;
}

/** What a key becomes. */
export function destroyed(
  { keyId, keySpec, keyUsage, origin, createdAt }: KeyRecord | DestroyedKey,
  destroyedAt: number,
  barrier: number,
): DestroyedKey {
  return { keyId, state: 'DESTROYED', keySpec, keyUsage, origin, createdAt, destroyedAt, barrier };
}

/** True if the content of a key record is that of a destroyed key. */
export function isDestroyed(record: KeyRecord | DestroyedKey): record is DestroyedKey {
  return record.state === 'DESTROYED';
}
