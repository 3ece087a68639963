import {
  formatKeyVersion,
  type KeyIdentifier,
  type KeyVersion,
  type UpdateKeyMinimumVersionResponse,
  VaultError,
} from '@chatelaine/core';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { commitChanges } from './key-change.ts';
import { resolveKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly keyId: KeyIdentifier;
  readonly minimumVersion: KeyVersion;
}

export const updateKeyMinimumVersion: Implementation = implement<Request, UpdateKeyMinimumVersionResponse>({
  resolve: resolveKey,
  async run({ request: { minimumVersion } }, resolved, services) {
    const entry = keyOf(resolved);
    const isKnown = entry.record.versions.some(
      ({ version, staged }) => version === minimumVersion && staged === undefined,
    );
    if (!isKnown) {
      throw new VaultError(
        'KeyVersionNotFound',
        `The key has no version ${formatKeyVersion(minimumVersion)} that was ever in use. getKeyRotationStatus lists them.`,
      );
    }
    await commitChanges([{ entry, after: { ...entry.record, minimumVersion } }], [], services);
    return { keyId: entry.record.keyId, minimumVersion: formatKeyVersion(minimumVersion) };
  },
});
