import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { VaultError } from '@chatelaine/core';

/** Plaintext bytes of every segment but the last, which has 0 to as many. */
export const segmentBytes = 65_536;
export const tagBytes = 16;
/** Bytes of the key that each stream has for itself. */
export const streamKeyBytes = 32;

const mostSegments = 0xff_ff_ff_ff;
const prefixBytes = 7;
const label = Buffer.from('chatelaine/v1/stream', 'latin1');

/** What the segments of one stream are sealed with. `docs/formats.md` specifies it. */
export class SegmentKeys {
  readonly key: KeyObject;
  readonly #nonce: Buffer;

  /** @param streamKey Is overwritten. @param header The whole header, to which the segments are bound. */
  constructor(streamKey: Uint8Array, header: Uint8Array) {
    const info = Buffer.concat([label, header]);
    const derived = Buffer.from(hkdfSync('sha256', streamKey, new Uint8Array(), info, streamKeyBytes + prefixBytes));
    this.key = createSecretKey(derived.subarray(0, streamKeyBytes));
    this.#nonce = Buffer.alloc(12);
    derived.copy(this.#nonce, 0, streamKeyBytes);
    derived.fill(0);
    streamKey.fill(0);
  }

  /** prefix(7) ‖ number of the segment(4) ‖ 1 for the last segment, else 0. The next call overwrites it. */
  nonce(segment: number, last: boolean): Uint8Array {
    if (segment > mostSegments) {
      throw new VaultError('InputTooLarge', 'A stream has at most 2^32 segments of 64 KiB. Split the data.');
    }
    this.#nonce.writeUInt32BE(segment, prefixBytes);
    this.#nonce.writeUInt8(last ? 1 : 0, prefixBytes + 4);
    return this.#nonce;
  }
}
