import { type Algorithm, type KeyVersion, SecretBytes } from '@chatelaine/core';
import type { Algorithms } from '../plugins/algorithms.ts';
import { materialPath } from '../storage/record-path.ts';
import { isOpened, type RecordReader } from '../storage/record-reader.ts';
import { tampered } from '../storage/sealer.ts';
import type { KeyEntry } from './key-entry.ts';
import { LoadedVersion } from './loaded-version.ts';

/** Brings versions of keys from the store into use. */
export class KeyLoader {
  readonly #reader: RecordReader;
  readonly #algorithms: Algorithms;

  constructor(reader: RecordReader, algorithms: Algorithms) {
    this.#reader = reader;
    this.#algorithms = algorithms;
  }

  /** The version that new ciphertexts are made with. */
  current(entry: KeyEntry): LoadedVersion | Promise<LoadedVersion> {
    return this.#version(entry, entry.record.currentVersion);
  }

  /** A version by number; `undefined` if the key does not have it. */
  version(entry: KeyEntry, version: KeyVersion): LoadedVersion | Promise<LoadedVersion> | undefined {
    const known =
      version === entry.record.currentVersion || entry.record.versions.some((each) => each.version === version);
    return known ? this.#version(entry, version) : undefined;
  }

  #version(entry: KeyEntry, version: KeyVersion): LoadedVersion | Promise<LoadedVersion> {
    return entry.version(version, () => this.#load(entry, version, this.#algorithms.of(entry.record.keySpec)));
  }

  async #load(entry: KeyEntry, version: KeyVersion, algorithm: Algorithm): Promise<LoadedVersion> {
    const path = materialPath(entry.record.keyId, version);
    const found = await this.#reader.read(path);
    if (!isOpened(found)) throw tampered(path);
    return LoadedVersion.load(algorithm, entry.record.keyId, version, SecretBytes.take(found.content));
  }
}
