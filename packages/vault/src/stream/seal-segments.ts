import { createCipheriv } from 'node:crypto';
import type { PieceReader } from './piece-reader.ts';
import { segmentBytes, type SegmentKeys, tagBytes } from './segment-format.ts';

/** The whole file form: the header, then each segment as ciphertext and tag. */
export async function* sealSegments(
  header: Uint8Array,
  keys: SegmentKeys,
  source: PieceReader,
): AsyncGenerator<Uint8Array, void> {
  try {
    yield header;
    for (let number = 0, last = false; !last; number += 1) {
      const segment = await source.take(segmentBytes);
      ({ last } = segment);
      const cipher = createCipheriv('aes-256-gcm', keys.key, keys.nonce(number, last), { authTagLength: tagBytes });
      for (const piece of segment.pieces) yield cipher.update(piece);
      cipher.final();
      yield cipher.getAuthTag();
    }
  } finally {
    await source.close();
  }
}
