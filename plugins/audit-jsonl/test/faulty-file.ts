import { type AppendFile, createFile } from '../src/append-file.ts';

/** What goes wrong with the next calls. Zeros and `false`: nothing. */
export class Faults {
  /** Writes at most so many bytes at once. */
  shortWrites = 0;
  /** Fails the next write after so many bytes. */
  failAfter: number | undefined;
  /** So many truncations fail. */
  failedTruncations = 0;
  /** So many syncs fail. */
  failedSyncs = 0;
  /** So many files can't be made. */
  failedCreations = 0;
  /** What was called, in order. */
  readonly calls: string[] = [];

  /** Makes real files whose calls go wrong. */
  readonly create = async (path: string): Promise<AppendFile> => {
    this.calls.push('create');
    if (this.failedCreations-- > 0) throw noSpace();
    return new FaultyFile(await createFile(path), this);
  };
}

/** The error of a full disk. */
function noSpace(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
}

class FaultyFile implements AppendFile {
  readonly #file: AppendFile;
  readonly #faults: Faults;

  constructor(file: AppendFile, faults: Faults) {
    this.#file = file;
    this.#faults = faults;
  }

  async write(bytes: Uint8Array, offset: number): Promise<number> {
    this.#faults.calls.push('write');
    const { failAfter, shortWrites } = this.#faults;
    if (failAfter !== undefined) {
      this.#faults.failAfter = undefined;
      await this.#file.write(bytes.subarray(0, Math.min(offset + failAfter, bytes.length)), offset);
      throw noSpace();
    }
    const end = shortWrites > 0 ? Math.min(offset + shortWrites, bytes.length) : bytes.length;
    return this.#file.write(bytes.subarray(0, end), offset);
  }

  async truncate(length: number): Promise<void> {
    this.#faults.calls.push('truncate');
    if (this.#faults.failedTruncations-- > 0) throw noSpace();
    await this.#file.truncate(length);
  }

  async sync(): Promise<void> {
    this.#faults.calls.push('sync');
    if (this.#faults.failedSyncs-- > 0) throw noSpace();
    await this.#file.sync();
  }

  async close(): Promise<void> {
    this.#faults.calls.push('close');
    await this.#file.close();
  }

  length(): number | undefined {
    return this.#file.length();
  }
}
