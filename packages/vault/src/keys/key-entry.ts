import type { KeyView, KeyVersion, Locality } from '@chatelaine/core';
import type { RecordReference } from '../storage/record.ts';
import { materialEndsAt } from './key-material.ts';
import type { KeyRecord } from './key-record.ts';
import type { Grants } from './grants.ts';
import { viewOf } from './key-view.ts';
import type { LoadedVersion } from './loaded-version.ts';

/** One revision of a key in memory: what is decided on and what is used are the same snapshot. */
export class KeyEntry {
  readonly record: KeyRecord;
  readonly reference: RecordReference;
  readonly view: KeyView;
  /** When it is destroyed, in milliseconds since 1970; `Infinity` as long as no deletion is scheduled. */
  readonly deletionAt: number;
  /** When it becomes another: at its destruction, or when material of it expires. */
  readonly endsAt: number;
  /** The earliest version that is still decrypted. */
  readonly minimumVersion: KeyVersion;
  readonly #loaded = new Map<KeyVersion, LoadedVersion>();
  readonly #loading = new Map<KeyVersion, Promise<LoadedVersion>>();
  #publicKey: Uint8Array | undefined;
  #grants: Grants | undefined;
  #retired = false;

  constructor(record: KeyRecord, reference: RecordReference, locality: Locality) {
    this.record = record;
    this.reference = reference;
    this.view = viewOf(record, locality);
    this.deletionAt = record.deletionAt ?? Infinity;
    this.endsAt = Math.min(this.deletionAt, materialEndsAt(record));
    this.minimumVersion = record.minimumVersion ?? 0;
  }

  /** The version, if it is loaded. */
  loaded(version: KeyVersion): LoadedVersion | undefined {
    return this.#loaded.get(version);
  }

  /** The loaded version; loads it once, however many ask at the same time. */
  version(version: KeyVersion, load: () => Promise<LoadedVersion>): LoadedVersion | Promise<LoadedVersion> {
    const loaded = this.#loaded.get(version);
    if (loaded !== undefined) return loaded;
    const loading = this.#loading.get(version) ?? this.#load(version, load);
    this.#loading.set(version, loading);
    return loading;
  }

  /** The public half of the current version; made once. */
  publicKey(make: () => Promise<Uint8Array>): Uint8Array | Promise<Uint8Array> {
    return this.#publicKey ?? this.#make(make);
  }

  /** The grants of the key; read once. */
  grants(read: () => Promise<Grants>): Grants | Promise<Grants> {
    return this.#grants ?? this.#readGrants(read);
  }

  /** Lets go of the loaded versions: the entry has left memory. */
  retire(): void {
    this.#retired = true;
    for (const loaded of this.#loaded.values()) loaded.retire();
    this.#loaded.clear();
  }

  async #make(make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    this.#publicKey = await make();
    return this.#publicKey;
  }

  async #readGrants(read: () => Promise<Grants>): Promise<Grants> {
    this.#grants = await read();
    return this.#grants;
  }

  async #load(version: KeyVersion, load: () => Promise<LoadedVersion>): Promise<LoadedVersion> {
    try {
      const loaded = await load();
      // An operation that was decided before the entry left memory may still finish with it.
      if (this.#retired) loaded.retire();
      else this.#loaded.set(version, loaded);
      return loaded;
    } finally {
      this.#loading.delete(version);
    }
  }
}
