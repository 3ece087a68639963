import assert from 'node:assert/strict';
import { VaultError, keyStoreLimits } from '@chatelaine/core';
import type { KeyStore, LiveRecord, StoreChange, StoreRecord } from '@chatelaine/core';
import { StoreDecorator } from './store-decorator.ts';

/**
 * A store in the hands of somebody who may write its files. What was tampered with stays so, and behaves like any
 * record: reads and lists show it, commits are held against the revision that it shows.
 *
 * The bytes themselves lie in the store behind; this one keeps what it shows instead of them.
 */
export class TamperingStore extends StoreDecorator {
  /** What is shown at a path instead of what lies there; `undefined`: nothing. */
  readonly #shown = new Map<string, StoreRecord | undefined>();
  readonly #history = new Map<string, StoreRecord>();

  /** Flips one bit of a record's value, counted from the first byte's lowest bit. */
  async flipBit(path: string, bit: number): Promise<void> {
    const { revision, value } = await this.#live(path);
    assert(bit < value.length * 8, `the value at ${path} has only ${value.length * 8} bits`);
    const flipped = Uint8Array.from(value, (byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
    this.#shown.set(path, { path, revision, value: flipped });
  }

  /** Shows a path as it was at an earlier revision that was committed through this store. */
  replay(path: string, revision: number): void {
    const record = this.#history.get(`${path} ${revision}`);
    assert(record !== undefined, `revision ${revision} of ${path} was not committed through this store`);
    this.#shown.set(path, record);
  }

  /** Shows each of two records, revision included, at the path of the other. */
  async swap(one: string, other: string): Promise<void> {
    const [first, second] = [await this.#live(one), await this.#live(other)];
    this.#shown.set(one, { ...second, path: one });
    this.#shown.set(other, { ...first, path: other });
  }

  /** Shows a path as if it had never been written. */
  drop(path: string): void {
    this.#shown.set(path, undefined);
  }

  /** Shows everything as it lies in the store behind. */
  heal(): void {
    this.#shown.clear();
  }

  override async get(path: string): Promise<StoreRecord | undefined> {
    return this.#shown.has(path) ? this.#shown.get(path) : super.get(path);
  }

  override async commit(changes: readonly StoreChange[]): Promise<void> {
    const translated: StoreChange[] = [];
    for (const change of changes) translated.push(await this.#translated(change));
    const records = changes.map(({ path, expected, value }) => ({
      path,
      revision: expected + 1,
      value: value && new Uint8Array(value),
    }));
    await super.commit(translated);
    for (const record of records) {
      this.#history.set(`${record.path} ${record.revision}`, record);
      if (this.#shown.has(record.path)) this.#shown.set(record.path, record);
    }
  }

  override async list(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]> {
    const records: LiveRecord[] = [...this.#shown.values()].filter(
      (record): record is LiveRecord =>
        record !== undefined &&
        record.value !== null &&
        record.path.startsWith(prefix) &&
        (after === undefined || record.path > after),
    );
    const untouched = await this.#untouched(prefix, after, limit);
    return [...records, ...untouched].toSorted((one, other) => (one.path < other.path ? -1 : 1)).slice(0, limit);
  }

  async #untouched(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]> {
    const untouched: LiveRecord[] = [];
    let cursor = after;
    for (;;) {
      const page = await super.list(prefix, cursor, keyStoreLimits.recordsPerPage);
      untouched.push(...page.filter((record) => !this.#shown.has(record.path)));
      cursor = page.at(-1)?.path;
      if (page.length < keyStoreLimits.recordsPerPage || untouched.length >= limit) return untouched;
    }
  }

  /** The same change for the store behind, where the path may be at another revision. */
  async #translated(change: StoreChange): Promise<StoreChange> {
    if (!this.#shown.has(change.path)) return change;
    const revision = this.#shown.get(change.path)?.revision ?? 0;
    if (revision !== change.expected) {
      throw new VaultError(
        'Conflict',
        `${change.path} is at revision ${revision}, not ${change.expected}; read it again.`,
      );
    }
    return { ...change, expected: (await super.get(change.path))?.revision ?? 0 };
  }

  async #live(path: string): Promise<LiveRecord> {
    const record = await this.get(path);
    assert(record !== undefined && record.value !== null, `there is no live record at ${path}`);
    return { path, revision: record.revision, value: record.value };
  }
}

/** A store that tells the truth until it is told to lie. */
export function tamperingStore(store: KeyStore): TamperingStore {
  return new TamperingStore(store);
}
