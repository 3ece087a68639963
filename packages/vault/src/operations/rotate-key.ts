import { formatKeyVersion, type KeyIdentifier, type RotateKeyResponse } from '@chatelaine/core';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { rotate } from './new-version.ts';
import { resolveKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

// When the key rotates by itself stays as it was.
export const rotateKey: Implementation = implement<{ readonly keyId: KeyIdentifier }, RotateKeyResponse>({
  resolve: resolveKey,
  async run({ now }, resolved, services) {
    const entry = keyOf(resolved);
    const version = await rotate(entry, {}, now, services);
    return { keyId: entry.record.keyId, currentVersion: formatKeyVersion(version) };
  },
});
