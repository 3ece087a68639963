import { createHash } from 'node:crypto';
import type { KeyStore, LiveRecord } from '@chatelaine/core';
import type { OpenedRecord, RecordReference } from './record.ts';
import type { ReplayGuard } from './replay-guard.ts';
import type { Sealer } from './sealer.ts';

/** Reads records: opens their seals and refuses what this process has seen newer. */
export class RecordReader {
  readonly #store: KeyStore;
  readonly #sealer: Sealer;
  readonly #replay: ReplayGuard;

  constructor(store: KeyStore, sealer: Sealer, replay: ReplayGuard) {
    this.#store = store;
    this.#sealer = sealer;
    this.#replay = replay;
  }

  /** The record, or a reference without a digest where there is none: what to create it with. */
  async read(path: string): Promise<OpenedRecord | RecordReference> {
    const since = this.#replay.moment;
    const stored = await this.#store.get(path);
    const revision = stored?.revision ?? 0;
    const isLive = stored !== undefined && stored.value !== null;
    const record = isLive ? this.#open({ path, revision, value: stored.value }) : { path, revision };
    // Only now: a revision that nobody vouches for must not make the true record look old.
    this.#replay.note(path, revision, since);
    return record;
  }

  /** One page of live records; see `KeyStore.list`. */
  async list(prefix: string, after: string | undefined, limit: number): Promise<readonly OpenedRecord[]> {
    const since = this.#replay.moment;
    const page = await this.#store.list(prefix, after, limit);
    return page.map((stored) => {
      const record = this.#open(stored);
      this.#replay.note(stored.path, stored.revision, since);
      return record;
    });
  }

  #open({ path, revision, value }: LiveRecord): OpenedRecord {
    const content = this.#sealer.open(path, revision, value);
    return { path, revision, digest: digestOf(value), content };
  }
}

/** SHA-256 of sealed bytes. */
export function digestOf(sealed: Uint8Array): Uint8Array {
  return createHash('sha256').update(sealed).digest();
}

/** True if `read` found a record. */
export function isOpened(record: OpenedRecord | RecordReference): record is OpenedRecord {
  return record.digest !== undefined;
}
