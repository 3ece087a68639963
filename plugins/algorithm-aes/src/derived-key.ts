import { createSecretKey, type KeyObject } from 'node:crypto';
import type { LoadContext } from '@chatelaine/core';
import { commitmentBytes, identityEnd, keyBytes, prefixEnd } from './layout.ts';

/** The key of all messages that begin with the same header ‖ salt. */
export interface DerivedKey {
  readonly key: KeyObject;
  /** header ‖ salt ‖ commitment. */
  readonly prefix: Uint8Array;
}

/** Derives the key and its commitment for `header` and `salt`. */
export function deriveKey(derive: LoadContext['derive'], header: Uint8Array, salt: Uint8Array): DerivedKey {
  const derived = derive(header, salt, keyBytes + commitmentBytes);
  try {
    const prefix = new Uint8Array(prefixEnd);
    prefix.set(header);
    prefix.set(salt, header.length);
    prefix.set(derived.subarray(keyBytes), identityEnd);
    return { key: createSecretKey(derived.subarray(0, keyBytes)), prefix };
  } finally {
    derived.fill(0);
  }
}
