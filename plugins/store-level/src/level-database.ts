import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { keyStoreLimits } from '@chatelaine/core';
import type { LiveRecord, StoreRecord } from '@chatelaine/core';
import { Level } from 'level';
import type { Iterator } from 'level';
import type { RecordLog } from './group-commit.ts';
import { nothingThere, openFailure, readFailure } from './level-failure.ts';
import { decodeRecord, encodeRecord } from './stored-record.ts';

/** One page from the disk: enough for a call to be worth it, and little enough for the memory. */
const bytesPerRead = 1_048_576;

/** Every Level database has this file. */
async function isMissing(file: string): Promise<boolean> {
  try {
    await stat(file);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}

/** Records in a Level database, which one process can have open at a time. */
export class LevelDatabase implements RecordLog {
  readonly #level: Level<string, Uint8Array>;
  #suspect = false;
  #recovery: Promise<void> | undefined;

  private constructor(level: Level<string, Uint8Array>) {
    this.#level = level;
  }

  /** @throws VaultError `StoreLocked`, `StoreUnavailable`; `VaultNotFound` if there is none and none is to be made. */
  static async open(directory: string, create: boolean): Promise<LevelDatabase> {
    // Level would leave files of its own behind.
    if (!create && (await isMissing(join(directory, 'CURRENT')))) throw nothingThere(directory);
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      // Sealed records don't compress.
      const level = new Level<string, Uint8Array>(directory, { valueEncoding: 'view', compression: false });
      await level.open();
      return new LevelDatabase(level);
    } catch (error) {
      throw openFailure(directory, error);
    }
  }

  /**
   * After a failed write the database is opened again: what it shows before may differ from what it finds on the disk
   * then, and it may lose later records behind a torn one.
   */
  async ready(): Promise<void> {
    if (this.#suspect) await (this.#recovery ??= this.#recover());
  }

  async #recover(): Promise<void> {
    try {
      await this.#level.close();
      await this.#level.open();
      this.#suspect = false;
    } catch (error) {
      throw openFailure(this.#level.location, error);
    } finally {
      this.#recovery = undefined;
    }
  }

  /**
   * Waits for nothing, so that nothing comes between the check and the write. It hardly reads from the disk: a caller
   * that expects a revision has read the record before, and filters in memory know paths that don't exist.
   */
  revision(path: string): number {
    try {
      const stored = this.#level.getSync(path);
      return stored === undefined ? 0 : decodeRecord(path, stored).revision;
    } catch (error) {
      throw readFailure(error);
    }
  }

  async write(records: readonly StoreRecord[]): Promise<void> {
    try {
      // Filled call by call it takes a ninth of the time of an array of operations.
      const batch = this.#level.batch();
      for (const record of records) batch.put(record.path, encodeRecord(record));
      await batch.write({ sync: true });
    } catch (error) {
      this.#suspect = true;
      throw error;
    }
  }

  async read(path: string): Promise<StoreRecord | undefined> {
    try {
      const stored: Uint8Array | undefined = await this.#level.get(path);
      return stored === undefined ? undefined : decodeRecord(path, stored);
    } catch (error) {
      throw readFailure(error);
    }
  }

  async list(prefix: string, after: string | undefined, limit: number): Promise<readonly LiveRecord[]> {
    try {
      const start = after !== undefined && after >= prefix ? { gt: after } : { gte: prefix };
      // No byte of a path is as high as this one.
      const iterator = this.#level.iterator({ ...start, lt: `${prefix}\x7f`, highWaterMarkBytes: bytesPerRead });
      try {
        return await liveRecords(iterator, limit);
      } finally {
        await iterator.close();
      }
    } catch (error) {
      throw readFailure(error);
    }
  }

  async close(): Promise<void> {
    // Whether it went well or not: only that it does not open what is closed here.
    await this.#recovery?.catch(() => undefined);
    await this.#level.close();
  }
}

async function liveRecords(
  iterator: Iterator<Level<string, Uint8Array>, string, Uint8Array>,
  limit: number,
): Promise<readonly LiveRecord[]> {
  const found: LiveRecord[] = [];
  for (let size = limit; found.length < limit; size = keyStoreLimits.recordsPerPage) {
    const entries = await iterator.nextv(size);
    if (entries.length === 0) break;
    for (const [path, stored] of entries) {
      const record = decodeRecord(path, stored);
      if (record.value !== null && found.length < limit) found.push({ ...record, value: record.value });
    }
  }
  return found;
}
