import { Readable } from 'node:stream';
import type { PieceReader } from './piece-reader.ts';

/**
 * A stream of what is made from a source. Destroying it lets go of the source at once: `Readable.from` would first wait for a
 * generator that itself waits for the source.
 */
class GeneratedReadable extends Readable {
  readonly #pieces: AsyncGenerator<Uint8Array, void>;
  readonly #source: PieceReader;
  #pulling = false;

  constructor(pieces: AsyncGenerator<Uint8Array, void>, source: PieceReader) {
    // Nothing is made ahead: what waits in a stream is copied together before it is read.
    super({ highWaterMark: 1 });
    this.#pieces = pieces;
    this.#source = source;
  }

  override _read(): void {
    if (!this.#pulling) void this.#pull();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#source.abort();
    // A generator that still waits ends when the source does; nobody takes what it would give.
    this.#pieces.return(undefined).catch(() => undefined);
    callback(error);
  }

  async #pull(): Promise<void> {
    this.#pulling = true;
    try {
      for (let wanted = true; wanted;) {
        const { done, value } = await this.#pieces.next();
        wanted = this.push(done === true ? null : value) && done !== true;
      }
    } catch (error) {
      this.destroy(error as Error);
    } finally {
      this.#pulling = false;
    }
  }
}

/** A stream of the pieces that are made from `source`. Destroying it lets go of the source. */
export function readableOf(pieces: AsyncGenerator<Uint8Array, void>, source: PieceReader): Readable {
  return new GeneratedReadable(pieces, source);
}
