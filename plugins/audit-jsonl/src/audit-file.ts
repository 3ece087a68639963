import type { AppendFile } from './append-file.ts';

/** One file of an audit trail, written by one process, in which whole lines follow whole lines. */
export class AuditFile {
  /** The day of its first event. */
  readonly day: string;
  readonly #file: AppendFile;
  /** Bytes of whole batches. */
  #good = 0;
  #torn = false;

  constructor(day: string, file: AppendFile) {
    this.day = day;
    this.#file = file;
  }

  /** False once it was deleted or cut by others, so that what is appended would be lost or follow half a line. */
  isWhole(): boolean {
    const length = this.#file.length();
    return length !== undefined && length >= this.#good;
  }

  /** Appends all of `lines`, or rejects and leaves nothing of them that a later line could follow. */
  async append(lines: Uint8Array): Promise<void> {
    await this.mend();
    this.#torn = true;
    try {
      for (let written = 0; written < lines.length;) written += await this.#file.write(lines, written);
    } catch (cause) {
      // At once, to leave the file tidy; if that fails too, the next call tries again before it writes.
      await this.mend().catch(() => undefined);
      throw cause;
    }
    this.#torn = false;
    this.#good += lines.length;
  }

  /** Takes away what a failed `append` left. */
  async mend(): Promise<void> {
    if (!this.#torn) return;
    // A file that others have cut would be filled with zeros.
    if (this.isWhole()) await this.#file.truncate(this.#good);
    this.#torn = false;
  }

  async sync(): Promise<void> {
    await this.#file.sync();
  }

  /** Closes the file even if it can't be synced, and then rejects. */
  async close(): Promise<void> {
    try {
      await this.mend();
      await this.sync();
    } finally {
      await this.#file.close();
    }
  }
}
