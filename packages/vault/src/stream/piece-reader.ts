import { Readable } from 'node:stream';
import { types } from 'node:util';
import { type ByteStream, VaultError } from '@chatelaine/core';
import { plainView } from '../pipeline/plain-view.ts';

/** Some bytes in pieces, as they came, and whether they are the last ones. */
export interface Pieces {
  readonly pieces: readonly Uint8Array[];
  readonly bytes: number;
  readonly last: boolean;
}

/** Cuts a stream of pieces of any size into parts of one size; pieces of Node streams are not copied. */
export class PieceReader {
  readonly #source: ByteStream & { readonly destroy?: () => void };
  readonly #iterator: AsyncIterator<Uint8Array>;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #ended = false;

  /** @throws VaultError `InvalidArgument` if the source gives no iterator. */
  constructor(source: ByteStream) {
    const iterator: unknown = source[Symbol.asyncIterator]();
    if (
      typeof iterator !== 'object' ||
      iterator === null ||
      !('next' in iterator) ||
      typeof iterator.next !== 'function'
    ) {
      throw new VaultError(
        'InvalidArgument',
        'The stream gave no iterator. Give a Node stream, a web stream or an async generator.',
      );
    }
    this.#source = source;
    this.#iterator = iterator as AsyncIterator<Uint8Array>;
  }

  /** The next `size` bytes, or fewer if they are the last; knows which they are because it has read on. */
  async take(size: number): Promise<Pieces> {
    while (!this.#ended && this.#waitingBytes <= size) await this.#read();
    const bytes = Math.min(size, this.#waitingBytes);
    const pieces: Uint8Array[] = [];
    for (let missing = bytes; missing > 0;) {
      const piece = this.#waiting[pieces.length] ?? new Uint8Array();
      pieces.push(piece.length <= missing ? piece : piece.subarray(0, missing));
      if (piece.length > missing) this.#waiting.splice(pieces.length, 0, piece.subarray(missing));
      missing -= Math.min(piece.length, missing);
    }
    this.#waiting.splice(0, pieces.length);
    this.#waitingBytes -= bytes;
    return { pieces, bytes, last: this.#ended && this.#waitingBytes === 0 };
  }

  /** Lets go of the source. Why it is let go of matters more than a failure to do so, which is not told. */
  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    try {
      await this.#iterator.return?.();
    } catch {
      this.#waiting.length = 0;
    }
  }

  /** Nobody wants the rest: a source that is waited for can only be ended from outside. */
  abort(): void {
    if (this.#ended) return;
    this.#source.destroy?.();
    void this.close();
  }

  async #read(): Promise<void> {
    const result: unknown = await this.#iterator.next();
    const { done, value } = (result ?? {}) as { readonly done?: unknown; readonly value?: unknown };
    if (done === true) {
      this.#ended = true;
      return;
    }
    const piece = types.isUint8Array(value) ? plainView(value) : undefined;
    if (piece === undefined) {
      throw new VaultError(
        'InvalidArgument',
        'The stream gave something else than bytes, or bytes in shared memory or in a buffer that was transferred. ' +
          'Give a stream of Uint8Array without an encoding.',
      );
    }
    if (piece.length === 0) return;
    // A Node stream gives its pieces away; other sources may write to them again.
    this.#waiting.push(this.#source instanceof Readable ? piece : new Uint8Array(piece));
    this.#waitingBytes += piece.length;
  }
}
