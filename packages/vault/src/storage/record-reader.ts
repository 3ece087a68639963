import { createHash } from 'node:crypto';
import { type KeyStore, type LiveRecord, type StoreRecord, VaultError } from '@chatelaine/core';
import type { CurrentKeyring } from './current-keyring.ts';
import { newestBarrier } from './keyring.ts';
import type { OpenedRecord, RecordReference } from './record.ts';
import type { ReplayGuard } from './replay-guard.ts';
import { barrierIdOf, type Sealer, tampered } from './sealer.ts';

type Read = OpenedRecord | RecordReference;

/** How often a record is read again that is sealed anew all the time under barrier keys that come and go. */
const mostReads = 5;

/** Reads records: opens their seals and refuses what this process has seen newer. */
export class RecordReader {
  readonly #store: KeyStore;
  readonly #sealer: Sealer;
  readonly #keyring: CurrentKeyring;
  readonly #replay: ReplayGuard;

  constructor(store: KeyStore, sealer: Sealer, keyring: CurrentKeyring, replay: ReplayGuard) {
    this.#store = store;
    this.#sealer = sealer;
    this.#keyring = keyring;
    this.#replay = replay;
  }

  /** The record, or a reference without a digest where there is none: what to create it with. */
  async read(path: string): Promise<OpenedRecord | RecordReference> {
    const unwritten = { path, revision: 0, value: null };
    const [record = unwritten] = await this.#opened(path, async () => [(await this.#store.get(path)) ?? unwritten]);
    return record;
  }

  /** One page of live records; see `KeyStore.list`. */
  async list(prefix: string, after: string | undefined, limit: number): Promise<readonly OpenedRecord[]> {
    return (await this.#opened(prefix, () => this.#store.list(prefix, after, limit))).filter(isOpened);
  }

  // The barrier key of a record may be dropped after it was read and before it is opened. It was sealed again before that, so it
  // is read again; one that stays as it was is none of this vault's.
  async #opened(what: string, read: () => Promise<readonly StoreRecord[]>): Promise<readonly Read[]> {
    let before: StoreRecord | undefined;
    for (let attempt = 0; attempt < mostReads; attempt += 1) {
      const since = this.#replay.moment;
      const found = await read();
      const unknown = this.#firstUnknown(found);
      if (unknown !== undefined) await this.#learn(unknown);
      if (this.#firstUnknown(found) === undefined) return found.map((stored) => this.#open(stored, since));
      if (unknown !== undefined && isSame(unknown, before)) throw tampered(unknown.path);
      before = unknown;
    }
    throw new VaultError('StoreUnavailable', `The records at ${what} change too often to be read. Try again.`);
  }

  #firstUnknown(records: readonly StoreRecord[]): LiveRecord | undefined {
    return records.filter(isLive).find(({ value }) => !this.#sealer.knows(value));
  }

  // Another process may have rotated the barrier: before a record counts as foreign, the keyring is read again.
  async #learn({ path, value }: LiveRecord): Promise<void> {
    const barrier = barrierIdOf(value);
    if (barrier === 0) throw tampered(path);
    // Ids rise, so an older keyring can't have had it.
    if (barrier < newestBarrier(this.#keyring.keyring).id) return;
    await this.#keyring.follow(({ barriers }) => barriers.some(({ id }) => id === barrier));
  }

  #open(stored: StoreRecord, since: number): Read {
    const { path, revision } = stored;
    const record = isLive(stored) ? this.#openLive(stored) : { path, revision };
    // Only now: a revision that nobody vouches for must not make the true record look old.
    this.#replay.note(path, revision, since);
    return record;
  }

  #openLive({ path, revision, value }: LiveRecord): OpenedRecord {
    const content = this.#sealer.open(path, revision, value);
    return { path, revision, digest: digestOf(value), barrier: barrierIdOf(value), content };
  }
}

function isSame(one: StoreRecord, other: StoreRecord | undefined): boolean {
  return one.path === other?.path && one.revision === other.revision;
}

function isLive(record: StoreRecord): record is LiveRecord {
  return record.value !== null;
}

/** SHA-256 of sealed bytes. */
export function digestOf(sealed: Uint8Array): Uint8Array {
  return createHash('sha256').update(sealed).digest();
}

/** True if `read` found a record. */
export function isOpened(record: OpenedRecord | RecordReference): record is OpenedRecord {
  return record.digest !== undefined;
}
