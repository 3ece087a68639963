import { createDecipheriv } from 'node:crypto';
import { decryptFailed } from '../ciphertext/decrypt-failed.ts';
import type { PieceReader, Pieces } from './piece-reader.ts';
import { segmentBytes, type SegmentKeys, tagBytes } from './segment-format.ts';

/** The plaintext of the segments, each given out only after it was verified. Fails unless the last one is there. */
export async function* openSegments(keys: SegmentKeys, source: PieceReader): AsyncGenerator<Uint8Array, void> {
  try {
    for (let number = 0, last = false; !last; number += 1) {
      const segment = await source.take(segmentBytes + tagBytes);
      ({ last } = segment);
      yield* openSegment(keys, number, segment);
    }
  } finally {
    await source.close();
  }
}

function openSegment(keys: SegmentKeys, number: number, { pieces, bytes, last }: Pieces): readonly Uint8Array[] {
  if (bytes < tagBytes) throw decryptFailed();
  const decipher = createDecipheriv('aes-256-gcm', keys.key, keys.nonce(number, last), { authTagLength: tagBytes });
  const plaintext: Uint8Array[] = [];
  const tag = Buffer.alloc(tagBytes);
  let left = bytes - tagBytes;
  let tagAt = 0;
  for (const piece of pieces) {
    const data = Math.min(left, piece.length);
    if (data > 0) plaintext.push(decipher.update(piece.subarray(0, data)));
    left -= data;
    tag.set(piece.subarray(data), tagAt);
    tagAt += piece.length - data;
  }
  decipher.setAuthTag(tag);
  try {
    decipher.final();
  } catch {
    for (const piece of plaintext) piece.fill(0);
    throw decryptFailed();
  }
  return plaintext;
}
