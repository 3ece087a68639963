import { decryptFailed } from '../ciphertext/decrypt-failed.ts';
import type { PieceReader } from './piece-reader.ts';
import { unlessClosing } from './unless-closing.ts';

/** The beginning of a stream, read as far as it is needed. What was read is kept, so that it can be looked at again. */
export class StreamStart {
  readonly source: PieceReader;
  readonly #closing: AbortSignal;
  #read: Uint8Array = new Uint8Array();

  constructor(source: PieceReader, closing: AbortSignal) {
    this.source = source;
    this.#closing = closing;
  }

  /**
   * The first `size` bytes: no fewer than were asked for before.
   *
   * @throws VaultError `DecryptFailed` (as a rejection) if nothing follows them: a stream that ends with its header has
   * lost its segments.
   */
  async first(size: number): Promise<Uint8Array> {
    const missing = size - this.#read.length;
    if (missing === 0) return this.#read;
    const { pieces, bytes, last } = await unlessClosing(this.#closing, this.source.take(missing));
    if (last || bytes < missing) throw decryptFailed();
    this.#read = Buffer.concat([this.#read, ...pieces]);
    return this.#read;
  }
}
