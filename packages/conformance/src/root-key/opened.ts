import type { RootKey } from '@chatelaine/core';
import type { Check } from '../check.ts';
import type { RootKeySubject } from './root-key-subject.ts';

/** What the vault wraps a keyring with: the bytes of a place. */
export const associatedData: Uint8Array = new TextEncoder().encode('chatelaine conformance/keyring');

/** Bytes that show where they come from. */
export function bytes(length: number, first = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (first + index * 7 + (index >> 8)) & 0xff);
}

/** A check on one instance, which is closed afterwards. */
export function onRootKey(
  name: string,
  run: (rootKey: RootKey, subject: RootKeySubject) => Promise<void>,
): Check<RootKeySubject> {
  return {
    name,
    async run(subject) {
      const rootKey = await subject.open();
      try {
        await run(rootKey, subject);
      } finally {
        await rootKey.close?.();
      }
    },
  };
}
