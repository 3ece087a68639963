import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type KeyStore, type LiveRecord, type StoreChange, type StoreRecord, VaultError } from '@chatelaine/core';

type Row = readonly [path: string, revision: number, value: string | null];

/** Keeps all records in one JSON file, which is read for every call and written anew for every commit. */
export class FileKeyStore implements KeyStore {
  readonly features = Object.freeze({ durable: true, shared: false });
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async get(path: string): Promise<StoreRecord | undefined> {
    return this.#read().get(path);
  }

  // Runs to its end without a pause, so that nothing comes between the check and the write.
  async commit(changes: readonly StoreChange[]): Promise<void> {
    const records = this.#read();
    for (const { path, expected, value } of changes) {
      if ((records.get(path)?.revision ?? 0) !== expected) throw new VaultError('Conflict', `${path} has changed.`);
      records.set(path, { path, revision: expected + 1, value });
    }
    this.#write(records);
  }

  async list(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]> {
    return [...this.#read().values()]
      .filter((record): record is LiveRecord => record.value !== null)
      .filter(({ path }) => path.startsWith(prefix) && (after === undefined || path > after))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
      .slice(0, limit);
  }

  async close(): Promise<void> {}

  #read(): Map<string, StoreRecord> {
    let text = '[]';
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') {
        throw new VaultError('StoreUnavailable', `${this.#path} could not be read. The cause says why.`, { cause });
      }
    }
    const rows = JSON.parse(text) as Row[];
    return new Map(
      rows.map(([path, revision, value]) => [path, { path, revision, value: value === null ? null : bytes(value) }]),
    );
  }

  // The new file takes the place of the old one when it is on the disk: all of a commit, or nothing of it.
  #write(records: ReadonlyMap<string, StoreRecord>): void {
    const rows = [...records.values()].map(({ path, revision, value }): Row => [
      path,
      revision,
      value && base64(value),
    ]);
    writeFileSync(`${this.#path}.new`, JSON.stringify(rows), { mode: 0o600, flush: true });
    renameSync(`${this.#path}.new`, this.#path);
    const directory = openSync(dirname(this.#path), 'r');
    fsyncSync(directory);
    closeSync(directory);
  }
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64');
