import { Readable } from 'node:stream';
import type { PieceReader } from './piece-reader.ts';
import { segmentBytes } from './segment-format.ts';

/** A stream of what is made from `source`. Destroying it lets go of the source. */
export function readableOf(pieces: AsyncGenerator<Uint8Array>, source: PieceReader): Readable {
  const readable = Readable.from(pieces, { objectMode: false, highWaterMark: 2 * segmentBytes });
  // A generator that nobody has read from ends without running its `finally`, one that waits for the source not at all.
  readable.once('close', () => source.abort());
  return readable;
}
