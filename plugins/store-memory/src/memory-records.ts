import { VaultError } from '@chatelaine/core';
import type { LiveRecord, StoreChange, StoreRecord } from '@chatelaine/core';
import { OrderedPaths } from './ordered-paths.ts';

/** The records that several memory stores may have open at once. Deleted ones stay, for their revisions. */
export class MemoryRecords {
  readonly #records = new Map<string, StoreRecord>();
  readonly #live = new OrderedPaths();

  get(path: string): StoreRecord | undefined {
    const record = this.#records.get(path);
    return record === undefined ? undefined : { ...record, value: record.value && new Uint8Array(record.value) };
  }

  /**
   * Runs to its end without a pause, so that nobody reads or changes anything in between.
   *
   * @throws VaultError `Conflict`; nothing was done.
   */
  commit(changes: readonly StoreChange[]): void {
    for (const { path, expected } of changes) {
      const revision = this.#records.get(path)?.revision ?? 0;
      if (revision !== expected) {
        throw new VaultError('Conflict', `${path} is at revision ${revision}, not ${expected}: read it and try again.`);
      }
    }
    for (const { path, expected, value } of changes) {
      this.#records.set(path, { path, revision: expected + 1, value: value && new Uint8Array(value) });
      if (value === null) this.#live.delete(path);
      else this.#live.add(path);
    }
  }

  list(prefix: string, after: string | undefined, limit: number): readonly LiveRecord[] {
    const found: LiveRecord[] = [];
    for (const path of this.#live.from(after !== undefined && after > prefix ? after : prefix)) {
      if (found.length === limit || !path.startsWith(prefix)) break;
      const record = this.#records.get(path);
      if (path === after || record === undefined || record.value === null) continue;
      found.push({ ...record, value: new Uint8Array(record.value) });
    }
    return found;
  }
}
