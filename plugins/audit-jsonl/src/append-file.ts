import { constants, fstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncDirectory } from './directory.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;

/** What an audit file needs of the operating system. */
export interface AppendFile {
  /** Appends some of `bytes`, from `offset` on. Returns how many. */
  write(bytes: Uint8Array, offset: number): Promise<number>;
  truncate(length: number): Promise<void>;
  /** Makes its content and its name survive the loss of power. */
  sync(): Promise<void>;
  close(): Promise<void>;
  /** The length in bytes; `undefined` once the file has no name any more. Asks memory, not the disk. */
  length(): number | undefined;
}

class OpenFile implements AppendFile {
  readonly #handle: FileHandle;
  readonly #directory: string;
  #named = false;

  constructor(handle: FileHandle, directory: string) {
    this.#handle = handle;
    this.#directory = directory;
  }

  async write(bytes: Uint8Array, offset: number): Promise<number> {
    const { bytesWritten } = await this.#handle.write(bytes, offset, bytes.length - offset, null);
    return bytesWritten;
  }

  async truncate(length: number): Promise<void> {
    await this.#handle.truncate(length);
  }

  async sync(): Promise<void> {
    await this.#handle.datasync();
    if (this.#named) return;
    await syncDirectory(this.#directory);
    this.#named = true;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  length(): number | undefined {
    const { nlink, size } = fstatSync(this.#handle.fd);
    return nlink === 0 ? undefined : size;
  }
}

/** Makes a file that only the user may read. Fails if anything stands at `path`. */
export async function createFile(path: string): Promise<AppendFile> {
  const handle = await open(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  return new OpenFile(handle, dirname(path));
}
