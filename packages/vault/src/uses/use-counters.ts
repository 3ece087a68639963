import { type KeyEncryptions, type KeyId, type KeyStore, type KeyVersion, VaultError } from '@chatelaine/core';
import { type DestroyedKey, isDestroyed } from '../keys/destroyed-key.ts';
import { decodeRecord, type KeyRecord } from '../keys/key-record.ts';
import type { Committer } from '../storage/committer.ts';
import { counterPath, keyPath } from '../storage/record-path.ts';
import { isOpened, type RecordReader } from '../storage/record-reader.ts';
import type { ReplayGuard } from '../storage/replay-guard.ts';
import type { Sealer } from '../storage/sealer.ts';
import { commitSettled } from '../storage/settled-commit.ts';
import { decodeCounter, encodeCounter } from './counter-record.ts';
import type { ProcessRegistration } from './process-registration.ts';
import { type Room, VersionUses } from './version-uses.ts';

const flushMilliseconds = 30_000;
/** So many counters fit into one commit. */
const countersPerCommit = 30;
/** How often a commit is tried that conflicts with those of other processes. */
const mostAttempts = 50;
/** From this part of the limit on, callers are told that it is near. */
const near = 0.9;

/** What use counters work with. */
export interface UseCountersParts {
  readonly store: KeyStore;
  readonly sealer: Sealer;
  readonly reader: RecordReader;
  readonly replay: ReplayGuard;
  readonly committer: Committer;
  readonly registration: ProcessRegistration;
  /** The most messages that are encrypted under one version. */
  readonly limit: number;
}

interface Addition {
  readonly uses: VersionUses;
  readonly added: number;
  readonly counted: number;
}

/**
 * Counts what is encrypted under each version, in memory first, then in the store. The counters are outside of the epoch and
 * of key revisions, as nothing is decided by them: each commit also writes the record of this process, so one that is
 * behind, with the barrier or because it was taken for lost, conflicts and reads again.
 */
export class UseCounters {
  readonly #parts: UseCountersParts;
  readonly #uses = new Map<string, VersionUses>();
  readonly #keyOf = new WeakMap<VersionUses, KeyId>();
  readonly #room: Room;
  readonly #timer: NodeJS.Timeout;
  #flushing: Promise<void> = Promise.resolve();

  constructor(parts: UseCountersParts) {
    this.#parts = parts;
    this.#room = {
      open: (uses) => this.#inTurn(() => this.#open(uses)),
      flush: (uses) => this.#inTurn(() => this.#flushFew([uses])),
      refusal: () => limitReached(parts.limit),
      limit: parts.limit,
    };
    this.#timer = setInterval(() => void this.flush().catch(() => undefined), flushMilliseconds);
    this.#timer.unref();
  }

  /** The uses of a version in this process; whoever counts there holds them meanwhile. */
  of(keyId: KeyId, version: KeyVersion): VersionUses {
    const path = counterPath(keyId, version);
    const uses = this.#uses.get(path) ?? new VersionUses(path, this.#room);
    this.#uses.set(path, uses);
    this.#keyOf.set(uses, keyId);
    return uses;
  }

  /** How often a version has encrypted, by the store and this process; uses that others have not counted yet are missing. */
  async encryptions(keyId: KeyId, version: KeyVersion): Promise<KeyEncryptions> {
    const path = counterPath(keyId, version);
    const counted = await this.#counted(path);
    // What was written since is in both; so this is rather too much than too little.
    const made = Math.max(counted + (this.#uses.get(path)?.uncounted ?? 0), this.#uses.get(path)?.total ?? 0);
    const { limit } = this.#parts;
    return { made, limit, nearLimit: made >= limit * near };
  }

  /** Adds everything to the counters in the store. */
  flush(): Promise<void> {
    return this.#inTurn(async () => {
      const all = [...this.#uses.values()].filter(({ uncounted }) => uncounted > 0);
      for (let first = 0; first < all.length; first += countersPerCommit) {
        await this.#flushFew(all.slice(first, first + countersPerCommit));
      }
      for (const uses of this.#uses.values()) if (uses.isIdle) this.#uses.delete(uses.path);
    });
  }

  /** Registers this process; before the first use. */
  async open(): Promise<void> {
    await this.#parts.registration.current();
  }

  /** Flushes for the last time, and says that nothing is missing. What fails is made up for when the vault is next opened. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    try {
      await this.flush();
      const { path, revision } = await this.#parts.registration.current();
      await commitSettled(this.#parts.store, [{ path, expected: revision, value: null }]);
    } catch {
      // The record of this process stays.
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.#flushing.then(work);
    this.#flushing = result.catch(() => undefined);
    return result;
  }

  // After the record of this process was seen: whoever takes it for lost from now on finds the version, which exists already.
  async #open(uses: VersionUses): Promise<void> {
    if (uses.isOpen) return;
    await this.#parts.registration.current();
    uses.settle(await this.#counted(uses.path), 0);
  }

  async #counted(path: string): Promise<number> {
    const found = await this.#parts.reader.read(path);
    return isOpened(found) ? decodeCounter(found.content) : 0;
  }

  async #flushFew(some: readonly VersionUses[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#write(some);
        return;
      } catch (error) {
        if (!VaultError.is(error, 'Conflict') || attempt === mostAttempts) throw error;
      }
    }
  }

  async #write(some: readonly VersionUses[]): Promise<void> {
    const { store, sealer, reader, replay, committer, registration } = this.#parts;
    const process = await registration.current();
    const additions: Addition[] = [];
    const changes = [{ path: process.path, expected: process.revision, content: registration.content }];
    for (const uses of some) {
      const found = await reader.read(uses.path);
      const known = isOpened(found) ? decodeCounter(found.content) : 0;
      const added = uses.uncounted;
      additions.push({ uses, added, counted: known + added });
      // The counters of a destroyed key are gone, and stay so.
      if (added === 0 || (!isOpened(found) && (await this.#isGone(uses)))) continue;
      changes.push({ path: uses.path, expected: found.revision, content: encodeCounter(known + added) });
    }
    if (changes.length > 1) {
      while (!committer.maySeal(changes.length)) await committer.reserve();
      const { moment } = replay;
      await commitSettled(
        store,
        changes.map(({ path, expected, content }) => ({
          path,
          expected,
          value: sealer.seal(path, expected + 1, content),
        })),
      );
      for (const { path, expected } of changes) replay.note(path, expected + 1, moment);
    }
    for (const { uses, counted, added } of additions) uses.settle(counted, added);
  }

  async #isGone(uses: VersionUses): Promise<boolean> {
    const keyId = this.#keyOf.get(uses);
    const found = keyId === undefined ? undefined : await this.#parts.reader.read(keyPath(keyId));
    return (
      found === undefined || !isOpened(found) || isDestroyed(decodeRecord<KeyRecord | DestroyedKey>(found.content))
    );
  }
}

function limitReached(limit: number): VaultError {
  return new VaultError(
    'UseLimitReached',
    `The current version of the key has encrypted ${limit} messages, the most that is safe. ` +
      'Rotate the key (rotateKey): its next version begins at none, and this one still decrypts.',
  );
}
