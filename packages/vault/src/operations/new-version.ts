import { type Algorithm, type KeyVersion, VaultError } from '@chatelaine/core';
import { fixedLimits } from '../configuration/limits.ts';
import type { KeyEntry } from '../keys/key-entry.ts';
import type { KeyRecord } from '../keys/key-record.ts';
import { nextVersion, withPromoted, withVersion } from '../keys/key-rotation.ts';
import type { Services } from '../services.ts';
import { materialPath } from '../storage/record-path.ts';
import { commitChanges } from './key-change.ts';
import { obtainMaterial } from './obtain-material.ts';

/** What else of the key changes in the commit that rotates it. */
type Besides = Pick<KeyRecord, 'rotation'>;

/**
 * Rotates a key: the next version becomes the current one, of new material, or of material that was staged for a key
 * that gets its material from outside. Gives that version.
 *
 * @throws VaultError `AsymmetricKeyNotRotatable`, `MacKeyNotRotatable`, `KeyMaterialNotStaged`, `KeyVersionLimitExceeded`;
 * `Conflict` if the key has just changed.
 */
export async function rotate(entry: KeyEntry, besides: Besides, now: number, services: Services): Promise<KeyVersion> {
  const record = { ...entry.record, ...besides };
  const algorithm = services.algorithms.of(record.keySpec);
  checkRotatable(record, algorithm);
  if (record.origin === 'external') return promote(entry, record, now, services);
  if (record.versions.length >= fixedLimits.versionsPerKey) throw tooManyVersions();
  const version = nextVersion(record);
  const source = services.algorithms.sourceOf(record.origin);
  const material = await obtainMaterial(record.keyId, algorithm, source, now);
  const content = material.use((bytes) => new Uint8Array(bytes));
  material.dispose();
  try {
    const previous = await services.reader.read(materialPath(record.keyId, version));
    await commitChanges([{ entry, after: withVersion(record, version, now) }], [{ previous, content }], services);
    return version;
  } finally {
    content.fill(0);
  }
}

async function promote(entry: KeyEntry, record: KeyRecord, now: number, services: Services): Promise<KeyVersion> {
  const staged = record.versions.find((each) => each.staged === true && each.missing !== true);
  if (staged === undefined) {
    throw new VaultError(
      'KeyMaterialNotStaged',
      'A key with imported material rotates to material that was imported ahead, and none was. Import it as staged first.',
    );
  }
  await commitChanges([{ entry, after: withPromoted(record, staged.version, now) }], [], services);
  return staged.version;
}

/**
 * Only what is made with a key that says under which version it was made can be rotated.
 *
 * @throws VaultError `AsymmetricKeyNotRotatable`, `MacKeyNotRotatable`.
 */
export function checkRotatable({ keyUsage, keySpec }: KeyRecord, { suites }: Algorithm): void {
  if (keyUsage === 'GENERATE_VERIFY_MAC') {
    throw new VaultError(
      'MacKeyNotRotatable',
      'A key for message authentication codes can not rotate: its codes name no version. Create another key.',
    );
  }
  if (keyUsage === 'SIGN_VERIFY' || suites.length === 0) {
    throw new VaultError(
      'AsymmetricKeyNotRotatable',
      `A key of ${keySpec} can not rotate: others have its public key. Create another key.`,
    );
  }
}

/** True for a key that `checkRotatable` lets pass. */
export function isRotatable({ keyUsage }: KeyRecord, { suites }: Algorithm): boolean {
  return keyUsage === 'ENCRYPT_DECRYPT' && suites.length > 0;
}

export function tooManyVersions(): VaultError {
  return new VaultError(
    'KeyVersionLimitExceeded',
    `A key has at most ${fixedLimits.versionsPerKey} versions. Create another key and re-encrypt with it.`,
  );
}
