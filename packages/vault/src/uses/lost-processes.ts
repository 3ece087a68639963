import { type KeySpec, type KeyId, type KeyVersion, VaultError } from '@chatelaine/core';
import { type DestroyedKey, isDestroyed } from '../keys/destroyed-key.ts';
import { decodeRecord, type KeyRecord } from '../keys/key-record.ts';
import type { Committer } from '../storage/committer.ts';
import type { Epoch } from '../storage/epoch.ts';
import type { OpenedRecord, RecordWrite } from '../storage/record.ts';
import { counterPath, keyPath, keyPrefix, processPrefix } from '../storage/record-path.ts';
import { isOpened, type RecordReader } from '../storage/record-reader.ts';
import { decodeCounter, encodeCounter } from './counter-record.ts';
import { decodeProcess, encodeProcess, type ProcessRecord } from './process-record.ts';
import { mostUncounted } from './version-uses.ts';

const processesPerPage = 100;
const keysPerPage = 20;
/** So many counters fit into one commit. */
const countersPerCommit = 30;
/** How often a step is tried that conflicts with those of other processes. */
const mostAttempts = 50;

interface KeyVersionName {
  readonly keyId: KeyId;
  readonly version: KeyVersion;
}

/**
 * Makes up for processes that never closed the vault: adds to the counter of each version the most that such a process may
 * not have counted. It is marked as lost before versions are looked up, and each step is one commit with how far it has come:
 * so it is done once for each version, whoever goes on with it.
 */
export class LostProcesses {
  readonly #reader: RecordReader;
  readonly #committer: Committer;
  readonly #epoch: Epoch;
  readonly #isCounted: (keySpec: KeySpec) => boolean;

  constructor(reader: RecordReader, committer: Committer, epoch: Epoch, isCounted: (keySpec: KeySpec) => boolean) {
    this.#reader = reader;
    this.#committer = committer;
    this.#epoch = epoch;
    this.#isCounted = isCounted;
  }

  /**
   * Makes up for every process that has a record. One that is still there registers anew when it next counts.
   *
   * @throws VaultError what the store throws. The next one to open the vault goes on.
   */
  async makeUp(): Promise<void> {
    for (const path of await this.#registered()) {
      for (let attempt = 1; !(await this.#step(path, attempt)); attempt += 1);
    }
  }

  async #registered(): Promise<readonly string[]> {
    const paths: string[] = [];
    for (;;) {
      const page = await this.#reader.list(processPrefix, paths.at(-1), processesPerPage);
      paths.push(...page.map(({ path }) => path));
      if (page.length < processesPerPage) return paths;
    }
  }

  /** Goes on with one lost process until nothing is left to do, or a commit conflicts: then false. */
  async #step(path: string, attempt: number): Promise<boolean> {
    try {
      for (;;) {
        await this.#epoch.ensureFresh();
        const found = await this.#reader.read(path);
        if (!isOpened(found)) return true;
        await this.#committer.commitAside(await this.#writesFor(found));
      }
    } catch (error) {
      if (!VaultError.is(error, 'Conflict') || attempt === mostAttempts) throw error;
      return false;
    }
  }

  async #writesFor(found: OpenedRecord): Promise<readonly RecordWrite[]> {
    const record = decodeProcess(found.content);
    if (record.lost === undefined) return [{ previous: found, content: encodeProcess({ ...record, lost: {} }) }];
    const versions = await this.#versionsAfter(record.lost.upTo);
    const upTo = versions.at(-1);
    const next: ProcessRecord | undefined = upTo && { ...record, lost: { upTo } };
    const writes: RecordWrite[] = [{ previous: found, content: next === undefined ? null : encodeProcess(next) }];
    for (const { keyId, version } of versions) {
      const previous = await this.#reader.read(counterPath(keyId, version));
      const counted = isOpened(previous) ? decodeCounter(previous.content) : 0;
      writes.push({ previous, content: encodeCounter(counted + mostUncounted) });
    }
    return writes;
  }

  /** The next versions that are counted, at most as many as fit into a commit. */
  async #versionsAfter(upTo: KeyVersionName | undefined): Promise<readonly KeyVersionName[]> {
    const versions: KeyVersionName[] = [];
    if (upTo !== undefined) {
      const found = await this.#reader.read(keyPath(upTo.keyId));
      if (isOpened(found)) versions.push(...this.#versionsOf(found).filter(({ version }) => version > upTo.version));
    }
    let after = upTo && keyPath(upTo.keyId);
    while (versions.length < countersPerCommit) {
      const page = await this.#reader.list(keyPrefix, after, keysPerPage);
      for (const found of page) versions.push(...this.#versionsOf(found));
      after = page.at(-1)?.path;
      if (page.length < keysPerPage) break;
    }
    return versions.slice(0, countersPerCommit);
  }

  #versionsOf({ content }: OpenedRecord): readonly KeyVersionName[] {
    const key = decodeRecord<KeyRecord | DestroyedKey>(content);
    if (isDestroyed(key) || !this.#isCounted(key.keySpec)) return [];
    return key.versions.map(({ version }) => ({ keyId: key.keyId, version })).toSorted((a, b) => a.version - b.version);
  }
}
