import {
  type DeleteImportedKeyMaterialResponse,
  formatKeyVersion,
  type KeyIdentifier,
  type KeyVersion,
  VaultError,
} from '@chatelaine/core';
import type { KeyRecord } from '../keys/key-record.ts';
import { implement, type Implementation } from '../pipeline/implementation.ts';
import { keyPendingImport } from '../pipeline/usable.ts';
import { dropMaterial } from './drop-material.ts';
import { resolveKey } from './resolve-key.ts';
import { keyOf } from './resolved-key.ts';

interface Request {
  readonly keyId: KeyIdentifier;
  readonly version: KeyVersion | undefined;
}

export const deleteImportedKeyMaterial: Implementation = implement<Request, DeleteImportedKeyMaterialResponse>({
  resolve: resolveKey,

  async run({ now, request }, resolved, services) {
    const entry = keyOf(resolved);
    const { record } = entry;
    if (services.algorithms.of(record.keySpec).publicKey !== undefined) {
      throw new VaultError(
        'AsymmetricMaterial',
        'Imported material of an asymmetric key is not deleted alone. Delete the key, with scheduleKeyDeletion.',
      );
    }
    const versions = wantedVersions(record, request.version);
    const after = await dropMaterial(entry, versions, now, services);
    return { keyId: record.keyId, state: after.state, versions: versions.map((version) => formatKeyVersion(version)) };
  },
});

/** @throws VaultError `KeyVersionNotFound`; `KeyPendingImport` if there is no such material. */
function wantedVersions({ versions }: KeyRecord, wanted: KeyVersion | undefined): readonly KeyVersion[] {
  const named = wanted === undefined ? versions : versions.filter(({ version }) => version === wanted);
  if (named.length === 0) {
    throw new VaultError('KeyVersionNotFound', 'The key has no such version. getKeyRotationStatus tells its versions.');
  }
  const there = named.filter(({ missing }) => missing !== true);
  if (there.length === 0) throw keyPendingImport();
  return there.map(({ version }) => version);
}
