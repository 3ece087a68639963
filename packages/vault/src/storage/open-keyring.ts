import { timingSafeEqual } from 'node:crypto';
import { type KeyStore, type Locality, type RootKey, VaultError } from '@chatelaine/core';
import { misbehaved } from '../guards/misbehaved.ts';
import { encodeEpoch, firstEpoch } from './epoch-record.ts';
import { decodeKeyring, encodeKeyring, type Keyring, newKeyring, wipeKeyring } from './keyring.ts';
import { epochPath, keyringPath } from './record-path.ts';
import { Sealer, tampered } from './sealer.ts';

/** What the root key authenticates with a keyring. */
export const keyringData: Uint8Array = Buffer.from('chatelaine/v1/keyring', 'latin1');

/** The keyring and the revision of its record. */
export interface KeyringRecord {
  readonly keyring: Keyring;
  readonly revision: number;
}

/** True if the store holds a vault. */
export async function holdsVault(store: KeyStore): Promise<boolean> {
  const keyring = await store.get(keyringPath);
  if (keyring?.value instanceof Uint8Array) return true;
  // Records without a keyring are a vault whose keyring was removed: never start a new one over it.
  const [record] = await store.list('', undefined, 1);
  if (keyring !== undefined || record !== undefined) throw tampered(keyringPath);
  return false;
}

/** Makes a new vault: its keyring and its first epoch, in one commit. */
export async function createKeyring(store: KeyStore, rootKey: RootKey, locality: Locality): Promise<void> {
  const keyring = newKeyring(locality);
  try {
    const wrapped = await wrapKeyring(keyring, rootKey);
    const epoch = new Sealer({ keyring }).seal(epochPath, 1, encodeEpoch(firstEpoch));
    await store.commit([
      { path: keyringPath, expected: 0, value: wrapped },
      { path: epochPath, expected: 0, value: epoch },
    ]);
  } catch (error) {
    // Somebody else made it at the same time: theirs is opened.
    if (!VaultError.is(error, 'Conflict')) throw error;
  } finally {
    wipeKeyring(keyring);
  }
}

/** The bytes of the keyring's record. */
export async function wrapKeyring(keyring: Keyring, rootKey: RootKey): Promise<Uint8Array> {
  const plain = encodeKeyring(keyring);
  try {
    return await rootKey.wrap(plain, keyringData);
  } finally {
    plain.fill(0);
  }
}

/** True if a root key opens this and finds the keyring. */
export async function unwrapsTo(keyring: Keyring, wrapped: Uint8Array, rootKey: RootKey): Promise<boolean> {
  const plain = encodeKeyring(keyring);
  const found = await rootKey.unwrap(wrapped, keyringData).catch((error: unknown) => {
    if (VaultError.is(error, 'RootKeyRejected')) return new Uint8Array(0);
    throw error;
  });
  const isSame = found.length === plain.length && timingSafeEqual(found, plain);
  plain.fill(0);
  found.fill(0);
  return isSame;
}

/** @throws VaultError `RootKeyRejected`, `VaultMismatch`. */
export async function openKeyring(
  store: KeyStore,
  rootKey: RootKey,
  { region, domainId }: Locality,
): Promise<KeyringRecord> {
  const record = await store.get(keyringPath);
  if (!(record?.value instanceof Uint8Array)) throw tampered(keyringPath);
  const plain = await rootKey.unwrap(record.value, keyringData);
  try {
    const keyring = decoded(plain);
    if (keyring.region !== region || keyring.domainId !== domainId) {
      throw new VaultError(
        'VaultMismatch',
        `The store holds the vault of region ${keyring.region} and domain ${keyring.domainId}, not of ${region} and ${domainId}. ` +
          'Correct the configuration or the path of the store.',
      );
    }
    return { keyring, revision: record.revision };
  } finally {
    plain.fill(0);
  }
}

function decoded(plain: Uint8Array): Keyring {
  try {
    return decodeKeyring(plain);
  } catch (error) {
    // Without its cause: a parser quotes what it can't read, and that is secret.
    throw VaultError.is(error) ? error : misbehaved('The root key', 'unwrapped something else than it had wrapped');
  }
}
