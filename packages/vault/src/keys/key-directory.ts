import { type AliasName, isKeyId, type KeyId, type Locality, VaultError } from '@chatelaine/core';
import type { OpenedRecord, RecordReference } from '../storage/record.ts';
import { keyPath, keyPrefix, type RecordIndex } from '../storage/record-path.ts';
import { isOpened, type RecordReader } from '../storage/record-reader.ts';
import { tampered } from '../storage/sealer.ts';
import type { Clock } from '../configuration/clock.ts';
import { GenerationCache } from './generation-cache.ts';
import { KeyEntry } from './key-entry.ts';
import { type DestroyedKey, isDestroyed } from './destroyed-key.ts';
import { withExpired } from './key-material.ts';
import { type AliasRecord, decodeRecord, type KeyRecord } from './key-record.ts';

/** An alias record with what is needed to replace it. */
export interface StoredAlias {
  readonly reference: RecordReference;
  /** Absent if the alias is not in use, or its key is destroyed. */
  readonly record?: AliasRecord;
}

const nothing = (): void => undefined;

/** How often an alias is followed that moves while it is looked up. */
const mostLooks = 10;

/**
 * Finds keys by id and by alias: in memory if it may, else in the store. From its deletion date on a key is not found,
 * whether it was destroyed yet or not; from its expiry on, imported material is missing, whether it was deleted or not.
 */
export class KeyDirectory {
  readonly #reader: RecordReader;
  readonly #index: RecordIndex;
  readonly #locality: Locality;
  readonly #clock: Clock;
  readonly #entries: GenerationCache<KeyId, KeyEntry>;
  readonly #aliases: GenerationCache<AliasName, KeyId>;
  // A read that began before a change must not put what it found into memory after the change.
  #changes = 0;

  constructor(reader: RecordReader, index: RecordIndex, locality: Locality, clock: Clock, capacity: number) {
    this.#reader = reader;
    this.#index = index;
    this.#locality = locality;
    this.#clock = clock;
    this.#entries = new GenerationCache(capacity, (entry) => entry.retire());
    this.#aliases = new GenerationCache(2 * capacity, nothing);
  }

  /** The key with this id; `undefined` if there is none. */
  byId(keyId: KeyId): KeyEntry | undefined | Promise<KeyEntry | undefined> {
    const known = this.#entries.get(keyId);
    return known === undefined ? this.#findById(keyId) : this.#living(known);
  }

  /** The key that has this alias; `undefined` if there is none. */
  byAlias(alias: AliasName): KeyEntry | undefined | Promise<KeyEntry | undefined> {
    const keyId = this.#aliases.get(alias);
    const entry = keyId === undefined ? undefined : this.#entries.get(keyId);
    // While a change of this vault reaches memory, the key may know of it before the alias does.
    const known = entry?.record.aliases.includes(alias) === true ? this.#living(entry) : undefined;
    return known ?? this.#readByAlias(alias);
  }

  /** The alias record itself, always from the store. */
  async alias(alias: AliasName): Promise<StoredAlias> {
    const stored = await this.#readAlias(alias);
    if (stored.record === undefined) return stored;
    const { keyId } = stored.record;
    const key = this.#entries.get(keyId) ?? (await this.#readKey(keyId));
    return this.#isGone(key) ? { reference: stored.reference } : stored;
  }

  /** The entry of a key record as it was read; `undefined` for a key that is not there any more. */
  entryOf(found: OpenedRecord): KeyEntry | undefined {
    const key = this.#keyOf(found);
    return key instanceof KeyEntry ? this.#living(key) : undefined;
  }

  /** This vault has written the key: memory follows before the caller hears of it. */
  changed(record: KeyRecord, reference: RecordReference): KeyEntry {
    this.#changes += 1;
    const entry = new KeyEntry(record, reference, this.#locality);
    this.#entries.set(record.keyId, entry);
    return entry;
  }

  /** This vault has destroyed the key. */
  destroyed(keyId: KeyId): void {
    this.#changes += 1;
    this.#entries.delete(keyId);
  }

  /** This vault has pointed the alias to this key, or to none. */
  aliasChanged(alias: AliasName, keyId: KeyId | undefined): void {
    this.#changes += 1;
    if (keyId === undefined) this.#aliases.delete(alias);
    else this.#aliases.set(alias, keyId);
  }

  /** Forgets the keys of these records: what is held of them may be behind. */
  drop(paths: readonly string[]): void {
    this.#changes += 1;
    for (const path of paths) {
      const keyId = path.slice(keyPrefix.length);
      if (path.startsWith(keyPrefix) && isKeyId(keyId)) this.#entries.delete(keyId);
    }
  }

  /** Forgets everything: somebody else may have changed anything. */
  clear(): void {
    this.#changes += 1;
    this.#entries.clear();
    this.#aliases.clear();
  }

  #living(entry: KeyEntry): KeyEntry | undefined {
    if (entry.endsAt === Infinity) return entry;
    const now = this.#clock.now();
    if (now < entry.endsAt) return entry;
    return now < entry.deletionAt ? this.#withoutExpired(entry, now) : undefined;
  }

  // What is stored stays as it is until the material is deleted; memory lets go of it at once.
  #withoutExpired(entry: KeyEntry, now: number): KeyEntry {
    const { record, reference } = entry;
    const expired = new KeyEntry(withExpired(record, now), reference, this.#locality);
    if (this.#entries.get(record.keyId) === entry) this.#entries.set(record.keyId, expired);
    return expired;
  }

  // A key that was never there, or whose record was taken away, is not gone: an alias of it contradicts the store.
  #isGone(key: KeyEntry | DestroyedKey | undefined): boolean {
    return key instanceof KeyEntry ? this.#living(key) === undefined : key !== undefined;
  }

  #keyOf(found: OpenedRecord): KeyEntry | DestroyedKey {
    const record = decodeRecord<KeyRecord | DestroyedKey>(found.content);
    const { path, revision, digest } = found;
    if (keyPath(record.keyId) !== path) throw tampered(path);
    return isDestroyed(record) ? record : new KeyEntry(record, { path, revision, digest }, this.#locality);
  }

  async #findById(keyId: KeyId): Promise<KeyEntry | undefined> {
    const key = await this.#readKey(keyId);
    return key instanceof KeyEntry ? this.#living(key) : undefined;
  }

  async #readKey(keyId: KeyId): Promise<KeyEntry | DestroyedKey | undefined> {
    const changes = this.#changes;
    const found = await this.#reader.read(keyPath(keyId));
    if (!isOpened(found)) return undefined;
    // Somebody else may have read it in the meantime; one entry a key keeps one set of loaded versions.
    const known = changes === this.#changes ? this.#entries.get(keyId) : undefined;
    if (known !== undefined && known.reference.revision >= found.revision) return known;
    const key = this.#keyOf(found);
    if (key instanceof KeyEntry && changes === this.#changes) this.#entries.set(keyId, key);
    return key;
  }

  async #readAlias(alias: AliasName): Promise<StoredAlias> {
    const found = await this.#reader.read(this.#index.aliasPath(alias));
    if (!isOpened(found)) return { reference: found };
    const record = decodeRecord<AliasRecord>(found.content);
    if (record.alias !== alias) throw tampered(found.path);
    return { reference: found, record };
  }

  async #readByAlias(alias: AliasName): Promise<KeyEntry | undefined> {
    // The alias and the key are two reads: if the alias moved in between, the key no longer lists it. Read again. Only an
    // alias that stayed as it was for two more looks contradicts its key; one that moves all the time does not.
    let revision = 0;
    for (let attempt = 0, unchanged = 0; attempt < mostLooks; attempt += 1) {
      const changes = this.#changes;
      const { record, reference } = await this.#readAlias(alias);
      if (record === undefined) return undefined;
      unchanged = reference.revision === revision ? unchanged + 1 : 0;
      if (unchanged === 2) throw tampered(reference.path);
      ({ revision } = reference);
      const known = attempt === 0 ? this.#entries.get(record.keyId) : undefined;
      const key = known ?? (await this.#readKey(record.keyId));
      if (this.#isGone(key)) return undefined;
      if (key instanceof KeyEntry && key.record.aliases.includes(alias)) {
        if (changes === this.#changes) this.#aliases.set(alias, record.keyId);
        return this.#living(key);
      }
      this.#entries.delete(record.keyId);
    }
    throw new VaultError('Conflict', 'The alias moves from key to key too often to be followed. Try again.');
  }
}
