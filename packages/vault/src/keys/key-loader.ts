import { type Algorithm, type KeyVersion, SecretBytes, VaultError } from '@chatelaine/core';
import type { Algorithms } from '../plugins/algorithms.ts';
import { keyPath, materialPath } from '../storage/record-path.ts';
import { isOpened, type RecordReader } from '../storage/record-reader.ts';
import { tampered } from '../storage/sealer.ts';
import type { KeyEntry } from './key-entry.ts';
import { encodeRecord } from './key-record.ts';
import type { UseCounters } from '../uses/use-counters.ts';
import { LoadedVersion } from './loaded-version.ts';

/** Brings versions of keys from the store into use. */
export class KeyLoader {
  readonly #reader: RecordReader;
  readonly #algorithms: Algorithms;
  readonly #counters: UseCounters;

  constructor(reader: RecordReader, algorithms: Algorithms, counters: UseCounters) {
    this.#reader = reader;
    this.#algorithms = algorithms;
    this.#counters = counters;
  }

  /** The version that new ciphertexts are made with. */
  current(entry: KeyEntry): LoadedVersion | Promise<LoadedVersion> {
    const { currentVersion } = entry.record;
    return entry.loaded(currentVersion) ?? this.#version(entry, currentVersion);
  }

  /** A version by number; `undefined` if the key does not have it, or has not rotated to it yet. */
  version(entry: KeyEntry, version: KeyVersion): LoadedVersion | Promise<LoadedVersion> | undefined {
    const loaded = entry.loaded(version);
    if (loaded !== undefined) return loaded;
    const known = entry.record.versions.some(
      (each) => each.version === version && each.staged !== true && each.missing !== true,
    );
    return known ? this.#version(entry, version) : undefined;
  }

  /** The public half of an asymmetric key, for reading only. @throws VaultError `NoPublicKey`. */
  publicKey(entry: KeyEntry): Uint8Array | Promise<Uint8Array> {
    return entry.publicKey(() => this.#publicKey(entry, this.#algorithms.of(entry.record.keySpec)));
  }

  #version(entry: KeyEntry, version: KeyVersion): LoadedVersion | Promise<LoadedVersion> {
    return entry.version(version, () => this.#load(entry, version, this.#algorithms.of(entry.record.keySpec)));
  }

  async #load(entry: KeyEntry, version: KeyVersion, algorithm: Algorithm): Promise<LoadedVersion> {
    const material = await this.#material(entry, version);
    const { keyId } = entry.record;
    return LoadedVersion.load(algorithm, keyId, version, material, this.#counters.of(keyId, version));
  }

  async #publicKey(entry: KeyEntry, algorithm: Algorithm): Promise<Uint8Array> {
    if (algorithm.publicKey === undefined) {
      throw new VaultError('NoPublicKey', `Keys of ${algorithm.keySpec} are symmetric: they have no public key.`);
    }
    const material = await this.#material(entry, entry.record.currentVersion);
    try {
      return await algorithm.publicKey(material);
    } finally {
      material.dispose();
    }
  }

  async #material(entry: KeyEntry, version: KeyVersion): Promise<SecretBytes> {
    const path = materialPath(entry.record.keyId, version);
    const found = await this.#reader.read(path);
    if (isOpened(found)) return SecretBytes.take(found.content);
    throw (await this.#hasChanged(entry)) ? justChanged() : tampered(path);
  }

  // Another process may have destroyed the key since it was resolved here. To be sealed again is no change.
  async #hasChanged({ record }: KeyEntry): Promise<boolean> {
    const found = await this.#reader.read(keyPath(record.keyId));
    return isOpened(found) && !Buffer.from(encodeRecord(record)).equals(found.content);
  }
}

function justChanged(): VaultError {
  return new VaultError('Conflict', 'The key was changed in the meantime. Nothing was done: try again.');
}
